// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import java.util.ArrayList;
import java.util.List;

/** Reads a list. */
public final class ListSource extends IndexedSource {
  private final ArrayList<Row> rows;

  /** Creates a source of the rows in so many splits. */
  public ListSource(List<Row> rows, int splits) {
    super(rows.size(), splits);
    this.rows = new ArrayList<>(rows);
  }

  @Override
  protected Object element(long index) {
    return rows.get((int) index);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

/** Reads the numbers from zero. */
public final class NumberSource extends IndexedSource {
  /** Creates a source of so many numbers in so many splits. */
  public NumberSource(long count, int splits) {
    super(count, splits);
  }

  @Override
  protected Object element(long index) {
    return Row.of(index);
  }
}

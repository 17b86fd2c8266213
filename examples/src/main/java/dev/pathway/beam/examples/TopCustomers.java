// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Totals by customer to the lines of the few with the largest. */
final class TopCustomers extends PTransform<PCollection<KV<String, Long>>, PCollection<String>> {
  private static final long serialVersionUID = 1L;
  private static final int COUNT = 10;

  @Override
  public PCollection<String> expand(PCollection<KV<String, Long>> totals) {
    return totals
        .apply(Top.of(COUNT, new ByTotal()))
        .apply("Each", Flatten.iterables())
        .apply(
            "Lines",
            MapElements.into(TypeDescriptors.strings())
                .via(total -> total.getKey() + "," + total.getValue()));
  }

  /** By total, and by id among equals, so that there is one right answer. */
  private static final class ByTotal implements Comparator<KV<String, Long>>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(KV<String, Long> left, KV<String, Long> right) {
      int byTotal = left.getValue().compareTo(right.getValue());
      return byTotal == 0 ? right.getKey().compareTo(left.getKey()) : byTotal;
    }
  }
}

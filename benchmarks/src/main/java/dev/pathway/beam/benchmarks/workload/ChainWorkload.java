// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Eight ParDos in a row: what an element costs that goes from one user function to the next. */
final class ChainWorkload implements Workload {

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public String description() {
    return "a chain of 8 ParDos over 20 M longs";
  }

  @Override
  public long defaultSize() {
    return 20_000_000;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    PCollection<Long> numbers = pipeline.apply("Read", Longs.read(parameters.size()));
    List<DoFn<Long, Long>> steps = ChainSteps.all();
    for (int i = 0; i < steps.size(); i++) {
      numbers = numbers.apply("Step" + (i + 1), ParDo.of(steps.get(i)));
    }
    numbers.apply("Digest", ParDo.of(new DigestFn<>(ChainWorkload::hash)));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    Tally tally = new Tally();
    for (long i = 0; i < parameters.size(); i++) {
      tally.add(hash(ChainSteps.applyAll(Longs.at(i))));
    }
    return tally.toDigest();
  }

  private static long hash(Long number) {
    return Hash64.of(number);
  }
}

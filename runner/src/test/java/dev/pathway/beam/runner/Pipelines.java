// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Pipelines for tests. */
public final class Pipelines {
  private Pipelines() {}

  /**
   * Returns an empty pipeline that runs on two workers unless the arguments, options as on a
   * command line, differ.
   */
  public static Pipeline create(String... args) {
    List<String> all = new ArrayList<>(List.of("--runner=PathwayRunner", "--parallelism=2"));
    for (String arg : args) {
      all.removeIf(other -> other.split("=", 2)[0].equals(arg.split("=", 2)[0]));
      all.add(arg);
    }
    return Pipeline.create(PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create());
  }
}

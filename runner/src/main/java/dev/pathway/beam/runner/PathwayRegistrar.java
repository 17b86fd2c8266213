// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;

/** Makes {@code --runner=PathwayRunner} and its options known to Beam. */
public final class PathwayRegistrar {
  private PathwayRegistrar() {}

  /** Registers the runners. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Runners implements PipelineRunnerRegistrar {
    @Override
    public Iterable<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(PathwayRunner.class, TestPathwayRunner.class);
    }
  }

  /** Registers the options. */
  @AutoService(PipelineOptionsRegistrar.class)
  public static final class Options implements PipelineOptionsRegistrar {
    @Override
    public Iterable<Class<? extends PipelineOptions>> getPipelineOptions() {
      return List.of(PathwayPipelineOptions.class);
    }
  }
}

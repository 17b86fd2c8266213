// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.compat.FileHandles;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.util.BitSet;
import org.apache.beam.sdk.coders.Coder;

/**
 * What becomes, in an incremental job, of steps that list files or read them, which give something
 * else once the files have changed.
 */
public final class FileSteps {
  private FileSteps() {}

  /**
   * Returns a step as it is to run.
   *
   * <p>One that puts out files is taken to list them, unless it is known of Beam's that it passes
   * on those it is given. Any other that is given files is taken to read them. Files that are put
   * out carry their versions.
   *
   * @param step the step
   * @param parDo what it runs
   * @param input the coder of its input
   * @param detection by what it is told that a file has changed
   */
  public static StepSpec of(
      StepSpec step, ParDoSpec parDo, Coder<?> input, ChangeDetection detection) {
    boolean givenFiles = FileCoders.holdFiles(input);
    boolean makesFiles =
        parDo.outputs().stream().anyMatch(output -> FileCoders.holdFiles(output.coder()));
    BitSet files = files(parDo);
    StepSpec versioned = files.isEmpty() ? step : new VersionedStep(step, files, detection);
    if (givenFiles) {
      return FileHandles.arePassedOnBy(parDo.fn())
          ? versioned
          : new FileLookup(versioned, makesFiles);
    }
    return makesFiles ? new FileLookup(versioned, true) : step;
  }

  /** Returns which outputs are of files. */
  private static BitSet files(ParDoSpec parDo) {
    BitSet outputs = new BitSet();
    for (int i = 0; i < parDo.outputs().size(); i++) {
      outputs.set(i, FileCoders.areOfFiles(parDo.outputs().get(i).coder()));
    }
    return outputs;
  }
}

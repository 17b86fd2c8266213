// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnDeletion;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import dev.pathway.beam.runner.PathwayPipelineOptions.ProcessingGuarantee;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.translation.errors.ElementErrors;
import dev.pathway.beam.translation.errors.OnElementError;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns options into settings, and tells of all that are wrong at once. */
final class OptionChecks {
  /** What the name of a file in another file system begins with. */
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://");

  private static final Pattern HOST_AND_PORT = Pattern.compile(".+:\\d{1,5}");

  /** The parallelism that stands for the number of cores. */
  private static final int CORES = -1;

  private static final long DEFAULT_INTERVAL_MILLIS = 1_000;

  private final PathwayPipelineOptions options;
  private final List<String> problems = new ArrayList<>();

  OptionChecks(PathwayPipelineOptions options) {
    this.options = options;
  }

  /**
   * Returns the settings that the options ask for.
   *
   * @throws IllegalArgumentException naming every option with a value that cannot be
   */
  JobSettings settings(boolean streaming) {
    int parallelism = options.getParallelism();
    BundleLimits bundles = BundleLimits.of(options, streaming);
    require(
        parallelism >= 1 || parallelism == CORES,
        "--parallelism must be at least 1, or -1 for the number of cores: " + parallelism);
    require(
        parallelism <= Engine.MAX_PARALLELISM,
        "--parallelism must be at most "
            + Engine.MAX_PARALLELISM
            + ", the number of partitions over which keys are spread: "
            + parallelism);
    require(
        options.getMaxBundleElements() >= 1,
        "--maxBundleElements must be at least 1 element: " + options.getMaxBundleElements());
    require(
        options.getMaxBundleTimeMillis() >= 1,
        "--maxBundleTimeMillis must be at least 1 ms: " + options.getMaxBundleTimeMillis());
    double fraction = options.getMemoryFraction();
    require(
        fraction > 0 && fraction < 1,
        "--memoryFraction must be greater than 0 and less than 1: " + fraction);
    String spillDirectory =
        Objects.requireNonNullElseGet(
            options.getSpillDirectory(), () -> System.getProperty("java.io.tmpdir"));
    folderProblem("--spillDirectory", spillDirectory)
        .or(() -> spillProblem(spillDirectory))
        .ifPresent(problems::add);
    checkIncremental(streaming);
    checkSnapshots(streaming);
    checkCluster();
    try {
      OnElementError handling = OnElementError.parse(options.getOnElementError());
      if (!options.isExplain()) {
        ElementErrors.check(handling);
      }
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    require(!options.getJobName().isBlank(), "--jobName must not be empty");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new JobSettings(
        parallelism == CORES ? cores() : parallelism,
        bundles.elements(),
        bundles.millis(),
        (long) (Runtime.getRuntime().maxMemory() * fraction),
        spillDirectory,
        streaming);
  }

  private void checkSnapshots(boolean streaming) {
    try {
      Durations.parse(options.getSnapshotInterval());
    } catch (IllegalArgumentException e) {
      problems.add("--snapshotInterval: " + e.getMessage());
    }
    String stateDir = options.getStateDir();
    if (!streaming || stateDir == null) {
      return;
    }
    folderProblem("--stateDir", stateDir)
        .or(() -> otherKind(new StateDirectory(Path.of(stateDir)).exists(), "an incremental"))
        .ifPresent(problems::add);
    require(
        options.getProcessingGuarantee() != ProcessingGuarantee.NONE,
        "--stateDir is for snapshots, of which there are none with --processingGuarantee=NONE");
  }

  /**
   * Returns how a pipeline takes snapshots, null if it takes none.
   *
   * @param plan its plan, not fused yet
   */
  @Nullable SnapshotSettings snapshots(Plan plan, boolean streaming) {
    String directory = options.getStateDir();
    boolean outlives = directory != null || options.getHazelcastMembers() != null;
    ProcessingGuarantee guarantee = options.getProcessingGuarantee();
    if (!streaming || !outlives || guarantee == ProcessingGuarantee.NONE) {
      return null;
    }
    Duration interval = Durations.parse(options.getSnapshotInterval());
    return new SnapshotSettings(
        interval == null ? DEFAULT_INTERVAL_MILLIS : interval.toMillis(),
        guarantee == ProcessingGuarantee.EXACTLY_ONCE,
        directory == null
            ? null
            : new StateDirectory(Path.of(directory).toAbsolutePath()).snapshots().toString(),
        SnapshotIdentity.of(plan, options.isAllowStageChanges()));
  }

  private void checkCluster() {
    List<String> members = options.getHazelcastMembers();
    if (members == null) {
      return;
    }
    require(
        !members.isEmpty() && members.stream().allMatch(HOST_AND_PORT.asMatchPredicate()),
        "--hazelcastMembers must name members as host:port, separated by commas: "
            + String.join(",", members));
    require(
        !options.isIncremental(),
        "--incremental runs in the process of the pipeline only: it does not go with --hazelcastMembers yet");
  }

  private static int cores() {
    return Math.min(Runtime.getRuntime().availableProcessors(), Engine.MAX_PARALLELISM);
  }

  private void checkIncremental(boolean streaming) {
    if (!options.isIncremental()) {
      require(
          options.getStateDir() == null || streaming,
          "--stateDir is for --incremental, which is not set, and for streaming pipelines");
      require(options.getWatch() == null, "--watch is for --incremental, which is not set");
      require(!options.isDryRun(), "--dryRun is for --incremental, which is not set");
      require(!options.isAudit(), "--audit is for --incremental, which is not set");
      require(
          options.getOnPipelineChange() == OnPipelineChange.FAIL,
          "--onPipelineChange is for --incremental, which is not set");
      require(
          options.getOnDeletion() == OnDeletion.FAIL,
          "--onDeletion is for --incremental, which is not set");
      require(
          options.getChangeDetection() == ChangeDetection.METADATA,
          "--changeDetection is for --incremental, which is not set");
      require(!options.isFullRecompute(), "--fullRecompute is for --incremental, which is not set");
      return;
    }
    require(
        !streaming,
        "--incremental is for bounded pipelines: this one has unbounded input, a trigger that fires by processing time, or"
            + " --streaming");
    require(
        !options.isDryRun() || (options.getWatch() == null && !options.isAudit()),
        "--dryRun runs nothing: it does not go with --watch or --audit");
    String stateDir = options.getStateDir();
    if (stateDir == null) {
      problems.add("--incremental needs --stateDir, a folder of the pipeline's own");
    } else {
      folderProblem("--stateDir", stateDir)
          .or(() -> otherKind(new StateDirectory(Path.of(stateDir)).isStreaming(), "a streaming"))
          .ifPresent(problems::add);
    }
    try {
      Durations.parse(options.getWatch());
    } catch (IllegalArgumentException e) {
      problems.add("--watch: " + e.getMessage());
    }
  }

  /** Returns what is wrong with a folder that is one of another kind of pipeline. */
  private static Optional<String> otherKind(boolean isOther, String kind) {
    return isOther
        ? Optional.of(
            "--stateDir must be a folder of its own: there is one of " + kind + " pipeline in it")
        : Optional.empty();
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  /** Returns what is wrong with a folder, which need not exist if it can be made. */
  private static Optional<String> folderProblem(String option, String folder) {
    if (folder.isBlank()) {
      return Optional.of(option + " must not be empty");
    }
    if (SCHEME.matcher(folder).lookingAt()) {
      return Optional.of(
          option + " must be a folder of this machine's file system, without a scheme: " + folder);
    }
    Path path;
    try {
      path = Path.of(folder).toAbsolutePath();
    } catch (InvalidPathException e) {
      return Optional.of(option + " is not a path: " + e.getMessage());
    }
    Path existing = path;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      return Optional.of(option + " must be a folder: '" + existing + "' is none");
    }
    if (!Files.isWritable(existing)) {
      return Optional.of(
          option + " must be writable: nothing can be written to '" + existing + "'");
    }
    return Optional.empty();
  }

  /** Returns why nothing can be spilled to a folder; found by trying. */
  private static Optional<String> spillProblem(String folder) {
    try {
      SpillDirectory.check(Path.of(folder));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "--spillDirectory must be writable: nothing can be written to '" + folder + "': " + e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.pathway.beam.translation.keyed.TimerOptions;
import dev.pathway.beam.translation.options.ChangeDetection;
import dev.pathway.beam.translation.options.EnumOption;
import java.util.List;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.FileStagingOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.StreamingOptions;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@link PathwayRunner}.
 *
 * <p>Beam refuses two interfaces of options which declare one name with different types or
 * defaults, and other runners may be on the class path. What is named like another runner's option
 * is therefore declared as there: {@code parallelism} as Flink's, {@code blockOnRun}, {@code
 * enforceImmutability} and {@code enforceEncodability} as the Direct runner's.
 */
public interface PathwayPipelineOptions
    extends PipelineOptions, StreamingOptions, MetricsOptions, TimerOptions, FileStagingOptions {
  /** Returns by what it is told that a file has changed. */
  @Description(
      "By what an incremental pipeline tells that a file has changed: METADATA, its size and the time of its last change,"
          + " or CONTENT, a hash of its bytes, for which all files are read in each run.")
  @Default.Enum("METADATA")
  ChangeDetection getChangeDetection();

  /** Sets {@link #getChangeDetection}. */
  void setChangeDetection(ChangeDetection changeDetection);

  /** Returns how many workers run each stage in parallel; -1 for as many as there are cores. */
  @Description(
      "Workers that run each stage in parallel, at most 271; -1 for as many as there are cores.")
  @Default.Integer(-1)
  Integer getParallelism();

  /** Sets {@link #getParallelism}. */
  void setParallelism(Integer parallelism);

  /** Returns the number of elements after which a bundle ends. */
  @Description("Elements after which a bundle ends.")
  @Default.Long(1_000_000)
  long getMaxBundleElements();

  /** Sets {@link #getMaxBundleElements}. */
  void setMaxBundleElements(long maxBundleElements);

  /** Returns the milliseconds after which a bundle ends. */
  @Description("Milliseconds after which a bundle ends.")
  @Default.Long(10_000)
  long getMaxBundleTimeMillis();

  /** Sets {@link #getMaxBundleTimeMillis}. */
  void setMaxBundleTimeMillis(long maxBundleTimeMillis);

  /** Returns whether {@code run} waits for the end of the pipeline. */
  @Description("Whether run() waits until the pipeline has finished, and throws if it failed.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  /** Sets {@link #isBlockOnRun}. */
  void setBlockOnRun(boolean blockOnRun);

  /**
   * Returns whether elements are checked for mutation by user code, if {@linkplain RequestedChecks
   * the option was set}, whatever the default.
   */
  @Description(
      "Check that user code changes no element that it was given or has emitted. Slow: for tests. PathwayRunner checks"
          + " ONLY IF THIS OPTION IS GIVEN: the default shown here is that of the Direct runner, which declares it too.")
  @Default.Boolean(true)
  boolean isEnforceImmutability();

  /** Sets {@link #isEnforceImmutability}. */
  void setEnforceImmutability(boolean enforceImmutability);

  /**
   * Returns whether every element is put through its coder, if {@linkplain RequestedChecks the
   * option was set}.
   */
  @Description(
      "Check that every element survives its coder. Slow: for tests. PathwayRunner checks ONLY IF THIS OPTION IS GIVEN:"
          + " the default shown here is that of the Direct runner, which declares it too.")
  @Default.Boolean(true)
  boolean isEnforceEncodability();

  /** Sets {@link #isEnforceEncodability}. */
  void setEnforceEncodability(boolean enforceEncodability);

  /**
   * Returns the share of the heap that groupings, aggregations and side inputs may take before they
   * go to disk.
   */
  @Description(
      "Share of the largest heap, greater than 0 and less than 1, that groupings, aggregations and side inputs of all pipelines of this"
          + " process may take together before they go to disk.")
  @Default.Double(0.3)
  double getMemoryFraction();

  /** Sets {@link #getMemoryFraction}. */
  void setMemoryFraction(double memoryFraction);

  /** Returns the folder for what does not fit into memory; null for the system's temporary one. */
  @Description(
      "Folder for what does not fit into memory, made if need be; what was made is removed at the end. The system's"
          + " temporary folder unless set.")
  @Nullable String getSpillDirectory();

  /** Sets {@link #getSpillDirectory}. */
  void setSpillDirectory(@Nullable String spillDirectory);

  /** Returns whether the pipeline runs on what changed since its last run. */
  @Description(
      "Run on what changed since the last run with the same --stateDir, instead of on all input. For bounded pipelines.")
  @Default.Boolean(false)
  boolean isIncremental();

  /** Sets {@link #isIncremental}. */
  void setIncremental(boolean incremental);

  /** Returns the folder in which an incremental or streaming pipeline keeps what it knows. */
  @Description(
      "Folder in which an incremental pipeline keeps what it has read and computed, or a streaming one its snapshots, from"
          + " which it goes on; one for each pipeline. On a cluster all members must reach it under this name.")
  @Nullable String getStateDir();

  /** Sets {@link #getStateDir}. */
  void setStateDir(@Nullable String stateDir);

  /** Returns what is done with deletions that a sink cannot express. */
  @Description(
      "What an incremental pipeline does when elements are gone that it gave to a sink which can only add: FAIL before"
          + " anything is written, or IGNORE.")
  @Default.Enum("FAIL")
  OnDeletion getOnDeletion();

  /** Sets {@link #getOnDeletion}. */
  void setOnDeletion(OnDeletion onDeletion);

  /** What is done with deletions that a sink cannot express. */
  enum OnDeletion {
    /** The pipeline fails before anything is written. */
    FAIL,
    /** What was written stays. */
    IGNORE;

    /** Returns the constant that the option names. */
    @JsonCreator
    static OnDeletion of(String name) {
      return EnumOption.parse(OnDeletion.class, "--onDeletion", name);
    }
  }

  /** Returns what is done when the pipeline is another program than in its last run. */
  @Description(
      "What an incremental pipeline does when its code or its transforms are not those of its last run: FAIL before"
          + " anything is run or written, or RECOMPUTE what is changed and all that comes of it. What is only configured"
          + " in another way is always recomputed.")
  @Default.Enum("FAIL")
  OnPipelineChange getOnPipelineChange();

  /** Sets {@link #getOnPipelineChange}. */
  void setOnPipelineChange(OnPipelineChange onPipelineChange);

  /** What is done when the pipeline is another program. */
  enum OnPipelineChange {
    /** Nothing is run. */
    FAIL,
    /** What has changed is computed anew, and all that comes of it. */
    RECOMPUTE;

    /** Returns the constant that the option names. */
    @JsonCreator
    static OnPipelineChange of(String name) {
      return EnumOption.parse(OnPipelineChange.class, "--onPipelineChange", name);
    }
  }

  /** Returns how often an incremental pipeline is brought up to date; null for once. */
  @Description(
      "Keep an incremental pipeline running, and bring its outputs up to date again and again: the time from one start to"
          + " the next, such as 30s, 5m or 1h. It ends when it is drained or cancelled, or fails.")
  @Nullable String getWatch();

  /** Sets {@link #getWatch}. */
  void setWatch(@Nullable String watch);

  /** Returns whether an incremental pipeline computes everything anew. */
  @Description(
      "Have an incremental pipeline read and compute everything anew, and bring its outputs to what comes of that: after a"
          + " change that it cannot notice, such as another answer of a service.")
  @Default.Boolean(false)
  boolean isFullRecompute();

  /** Sets {@link #isFullRecompute}. */
  void setFullRecompute(boolean fullRecompute);

  /** Returns whether an incremental pipeline only says what it would do. */
  @Description(
      "Have an incremental pipeline look for changes of its input and print what it would run, instead of running it:"
          + " nothing is computed, kept or written.")
  @Default.Boolean(false)
  boolean isDryRun();

  /** Sets {@link #isDryRun}. */
  void setDryRun(boolean dryRun);

  /** Returns whether an incremental pipeline is compared with a run from scratch. */
  @Description(
      "Have an incremental pipeline, once its outputs are in place, compute all of them from scratch as well, and fail if"
          + " they differ. The input must not change meanwhile.")
  @Default.Boolean(false)
  boolean isAudit();

  /** Sets {@link #isAudit}. */
  void setAudit(boolean audit);

  /** Returns what is done with an element on which a DoFn throws. */
  @Description(
      "What is done when a DoFn throws an exception on an element or in a timer: FAIL the pipeline, SKIP the element and"
          + " count it, or DEADLETTER:FOLDER to write it as well, as a line of JSON, to a file in a folder of any of Beam's"
          + " file systems.")
  @Default.String("FAIL")
  String getOnElementError();

  /** Sets {@link #getOnElementError}. */
  void setOnElementError(String onElementError);

  /** Returns whether other processes of the user may list, drain and cancel the pipeline. */
  @Description(
      "Whether 'bin/pathway jobs', 'drain' and 'cancel' reach the pipeline, through a socket that only this user can"
          + " use.")
  @Default.Boolean(true)
  boolean isControlSocket();

  /** Sets {@link #isControlSocket}. */
  void setControlSocket(boolean controlSocket);

  /** Returns what a streaming pipeline promises about what it does again after a failure. */
  @Description(
      "What a streaming pipeline does for going on after the loss of a member or a restart: EXACTLY_ONCE, snapshots in"
          + " which each element counts once; AT_LEAST_ONCE, snapshots that wait for nothing, in which elements may count"
          + " more than once; NONE. In one process there are snapshots with --stateDir only.")
  @Default.Enum("EXACTLY_ONCE")
  ProcessingGuarantee getProcessingGuarantee();

  /** Sets {@link #getProcessingGuarantee}. */
  void setProcessingGuarantee(ProcessingGuarantee processingGuarantee);

  /** What a streaming pipeline promises. */
  enum ProcessingGuarantee {
    /** Each element counts once in state and outputs. */
    EXACTLY_ONCE,
    /** No element is lost. */
    AT_LEAST_ONCE,
    /** A pipeline that is broken off begins anew. */
    NONE;

    /** Returns the constant that the option names. */
    @JsonCreator
    static ProcessingGuarantee of(String name) {
      return EnumOption.parse(ProcessingGuarantee.class, "--processingGuarantee", name);
    }
  }

  /** Returns whether a streaming pipeline that has changed goes on from its last snapshot. */
  @Description(
      "Have a streaming pipeline go on from the snapshots in --stateDir although it has changed since: with the state of"
          + " stages that are still there, and without that of others.")
  @Default.Boolean(false)
  boolean isAllowStageChanges();

  /** Sets {@link #isAllowStageChanges}. */
  void setAllowStageChanges(boolean allowStageChanges);

  /** Returns how often a streaming pipeline takes a snapshot. */
  @Description(
      "The time from one snapshot of a streaming pipeline to the next, such as 200ms, 1s or 1m. What a snapshot holds is"
          + " not done again; transactional outputs can be seen once it is taken.")
  @Default.String("1s")
  String getSnapshotInterval();

  /** Sets {@link #getSnapshotInterval}. */
  void setSnapshotInterval(String snapshotInterval);

  /** Returns members of the cluster that the pipeline runs on; null for this process alone. */
  @Description(
      "Run on a cluster: members of it as host:port, separated by commas, one of which must be up. Unless set, the"
          + " pipeline runs in this process.")
  @Nullable List<String> getHazelcastMembers();

  /** Sets {@link #getHazelcastMembers}. */
  void setHazelcastMembers(@Nullable List<String> hazelcastMembers);

  /** Returns the name of the cluster that the pipeline runs on. */
  @Description("The name of the cluster that --hazelcastMembers are of.")
  @Default.String("pathway")
  String getHazelcastClusterName();

  /** Sets {@link #getHazelcastClusterName}. */
  void setHazelcastClusterName(String hazelcastClusterName);

  /** Returns whether to print the plan instead of running it. */
  @Description("Print the plan, as text and as a Mermaid flowchart, instead of running it.")
  @Default.Boolean(false)
  boolean isExplain();

  /** Sets {@link #isExplain}. */
  void setExplain(boolean explain);
}

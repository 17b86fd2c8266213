// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.runner.StateDirectory;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.StoreReader;
import dev.pathway.beam.state.trace.TraceReader;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Looks after the state directory of an incremental pipeline: {@code state show DIR}, also while a
 * job runs; {@code state verify DIR}, {@code state compact DIR} and {@code state reset DIR} if none
 * does.
 */
public final class StateCommands {
  private static final String USAGE =
      "Say what to do with which folder: bin/pathway state show|verify|compact|reset DIR";

  /** How names of arrangements end: with the epoch in which they were begun, and a part. */
  private static final Pattern SINCE = Pattern.compile("@(\\d+)(/[^@]*)?$");

  /** For nothing is gathered here. */
  private static final MemoryBudget NO_MEMORY = new MemoryBudget(0);

  private final PrintStream out;

  StateCommands(PrintStream out) {
    this.out = out;
  }

  /** Runs the command that the first argument names, on the folder that the second names. */
  public static void main(String[] args) {
    Launcher.launch(new StateCommands(System.out)::run, args);
  }

  void run(String[] args) {
    if (args.length != 2 || args[1].isEmpty()) {
      throw new UsageException(USAGE);
    }
    StateDirectory directory = new StateDirectory(Path.of(args[1]));
    SnapshotCommands snapshots = new SnapshotCommands(out);
    boolean streaming = directory.isStreaming();
    Command command =
        switch (args[0]) {
          case "show" -> streaming ? snapshots::show : this::show;
          case "verify" -> streaming ? snapshots::verify : this::verify;
          case "compact" -> streaming ? snapshots::compact : this::compact;
          case "reset" -> streaming ? snapshots::reset : this::reset;
          default ->
              throw new UsageException("There is no command 'state " + args[0] + "'. " + USAGE);
        };
    if (!directory.exists() && !streaming) {
      throw new NotFoundException(
          "'"
              + args[1]
              + "' is no state directory: there is no folder '"
              + directory.trace()
              + "'");
    }
    try {
      command.run(directory);
    } catch (DamagedSegmentException e) {
      throw damaged(directory, List.of(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "'" + directory.path() + "': " + StateDirectory.problem(e), e);
    }
  }

  @FunctionalInterface
  private interface Command {
    void run(StateDirectory directory) throws IOException;
  }

  private static TraceStore open(StateDirectory directory) throws IOException {
    return TraceStore.open(
        directory.trace(),
        NO_MEMORY,
        () -> {
          throw new IllegalStateException("nothing is added to this store");
        });
  }

  private void show(StateDirectory directory) throws IOException {
    try (StoreReader store = StoreReader.open(directory.trace())) {
      Snapshot snapshot = store.snapshot();
      out.println(summary(directory, store.epoch(), store.bytes()));
      if (store.inUse()) {
        out.println("A job is using it: this is what was committed last");
      }
      out.printf("%15s  %17s  %s%n", "PAIRS", "BYTES", "KEPT BY");
      for (String arrangement : snapshot.arrangements()) {
        TraceReader reader = snapshot.reader(arrangement);
        long pairs = 0;
        long bytes = 0;
        while (reader.nextKey()) {
          int key = reader.key().length;
          while (reader.nextValue()) {
            pairs++;
            bytes += key + reader.value().length;
          }
        }
        if (pairs > 0) {
          String keeper = SINCE.matcher(arrangement).replaceFirst("$2, since epoch $1");
          out.printf("%,15d  %,17d  %s%n", pairs, bytes, keeper);
        }
      }
    }
  }

  private static String summary(StateDirectory directory, long epoch, long bytes) {
    return epoch == 0
        ? "'%s': no run has been completed".formatted(directory.path())
        : "'%s': epoch %,d, %,d bytes".formatted(directory.path(), epoch, bytes);
  }

  private void verify(StateDirectory directory) throws IOException {
    try (TraceStore store = open(directory)) {
      List<String> problems = store.verify();
      if (!problems.isEmpty()) {
        throw damaged(directory, problems);
      }
      out.println(summary(directory, store.epoch(), store.bytes()) + ", all as it was written");
    }
  }

  private static IllegalStateException damaged(StateDirectory directory, List<String> problems) {
    List<String> lines = new ArrayList<>();
    lines.add("'" + directory.path() + "' is not as it was written:");
    lines.addAll(problems);
    lines.add(
        "Put the folder back as it was, or forget it by 'bin/pathway state reset', after which the next run"
            + " computes everything anew");
    return new IllegalStateException(String.join("\n  ", lines));
  }

  private void compact(StateDirectory directory) throws IOException {
    try (TraceStore store = open(directory)) {
      long before = store.bytes();
      store.compact();
      out.printf("'%s': %,d bytes were %,d before%n", directory.path(), store.bytes(), before);
    }
  }

  /** Puts in place what was committed, if that was not done: nobody could do so afterwards. */
  private static void publish(StateDirectory directory, TraceStore store) throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    try {
      StagedFiles.begin(directory.files(), store.epoch(), store.metadata());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the outputs of epoch %d, which is committed, cannot be put in place: %s%n  Make them reachable, or delete '%s' by hand"
              .formatted(store.epoch(), StateDirectory.problem(e), directory.path()),
          e);
    }
  }

  private void reset(StateDirectory directory) throws IOException {
    try (TraceStore store = open(directory)) {
      publish(directory, store);
    } catch (DamagedSegmentException e) {
      out.println("What was damaged is forgotten, too: " + e.getMessage());
    }
    List<Path> left = directory.delete();
    out.printf(
        "'%s' is forgotten: the next run computes everything anew. Outputs are left as they are; delete those"
            + " it is not to replace%n",
        directory.path());
    if (!left.isEmpty()) {
      out.println("Files that no run has put there are left: " + left);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.engine.job.SnapshotPlace;
import dev.pathway.beam.runner.StateDirectory;
import dev.pathway.beam.state.live.SnapshotInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the commands about state directories do with one of a streaming pipeline. */
final class SnapshotCommands {
  private final PrintStream out;

  SnapshotCommands(PrintStream out) {
    this.out = out;
  }

  /** Lists the snapshots, also while a job takes them. */
  void show(StateDirectory directory) throws IOException {
    List<SnapshotInfo> snapshots;
    try (SnapshotPlace place = SnapshotPlace.share(directory.snapshots(), out::println)) {
      snapshots = place.log().list();
    }
    if (snapshots.isEmpty()) {
      out.printf("'%s': no snapshot has been taken%n", directory.path());
      return;
    }
    out.printf("%10s  %-24s  %17s  %s%n", "SNAPSHOT", "TAKEN", "BYTES", "FILES");
    for (SnapshotInfo each : snapshots) {
      out.printf(
          "%,10d  %-24s  %,17d  %,d%n",
          each.number(), Instant.ofEpochMilli(each.timeMillis()), each.bytes(), each.files());
    }
  }

  /** Reads all files of the snapshots. */
  void verify(StateDirectory directory) throws IOException {
    List<String> problems = new ArrayList<>();
    int whole;
    try (SnapshotPlace place = SnapshotPlace.share(directory.snapshots(), problems::add)) {
      whole = place.log().list().size();
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "'"
              + directory.path()
              + "' is not as it was written:\n  "
              + String.join("\n  ", problems)
              + "\n  Snapshots that are whole: "
              + whole);
    }
    out.printf("'%s': %,d snapshots, whose files are there%n", directory.path(), whole);
  }

  /** Says that there is nothing to do. */
  void compact(StateDirectory directory) {
    out.printf("'%s': the snapshots of a stream are merged while it runs%n", directory.path());
  }

  /** Deletes all snapshots. */
  void reset(StateDirectory directory) throws IOException {
    try (SnapshotPlace place = SnapshotPlace.open(directory.snapshots())) {
      place.log().deleteAll();
    }
    out.printf("'%s' is forgotten: the next run begins anew%n", directory.path());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The job of the cost benchmark on an input of one size, which changes between its runs. */
final class CostJob {
  private static final int ROWS_IN_FILE = 10_000;

  /** Orders of each account. */
  static final int ROWS_OF_ACCOUNT = 1000;

  /** Accounts in each file of output, whatever the size of the input. */
  private static final int ACCOUNTS_OF_SHARD = 10;

  private static final int PARALLELISM = 2;

  /** What was written less than two seconds before a run is read once more by the next. */
  private static final long SETTLE_MILLIS = 2100;

  private final Path folder;
  private final CostData data;
  private final int shards;

  private CostJob(Path folder, CostData data, int shards) {
    this.folder = folder;
    this.data = data;
    this.shards = shards;
  }

  /** Writes the input below a folder. */
  static CostJob create(Path folder, long rows) throws IOException, InterruptedException {
    int files = Math.toIntExact(rows / ROWS_IN_FILE);
    int shards = Math.toIntExact(rows / ROWS_OF_ACCOUNT / ACCOUNTS_OF_SHARD);
    CostData data = CostData.write(folder.resolve("input"), files, ROWS_IN_FILE, ROWS_OF_ACCOUNT);
    Thread.sleep(SETTLE_MILLIS);
    return new CostJob(folder, data, Math.max(1, shards));
  }

  /** Returns the bytes of the input. */
  long inputBytes() throws IOException {
    return data.bytes();
  }

  /** Adds a file, edits one and deletes one: others each time. */
  void change(int time) throws IOException, InterruptedException {
    data.change(time);
    Thread.sleep(SETTLE_MILLIS);
  }

  /**
   * Runs the job in a JVM of its own.
   *
   * @param name of the files for its report and log
   */
  Jvm.Report run(Jvm jvm, String name, Path output, List<String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(output);
    Path report = folder.resolve(name + ".properties");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                data.orders().toString(),
                data.accounts().toString(),
                output.toString(),
                Integer.toString(shards),
                report.toString(),
                "--runner=PathwayRunner",
                "--parallelism=" + PARALLELISM));
    arguments.addAll(options);
    return jvm.run(CostRun.class, arguments, report, folder.resolve(name + ".log"));
  }

  /** Returns whether the output is what a plain computation gives. */
  boolean isRight(Path output) throws IOException {
    return CostData.checksum(output) == data.expectedChecksum();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.workload.Hash64;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The two inputs of the cost benchmark, in text files of the same number of rows: orders {@code
 * id,amount}, and the account {@code id,account} of each order, of more than there are orders, so
 * that those that are added have one, too. Each account has the same number of orders, one file's
 * are those of the next accounts.
 */
final class CostData {
  /** One line in so many changes when a file is edited. */
  private static final int EDITED_EVERY = 100;

  private static final int SPARE_FILES = 16;
  private static final int AMOUNTS = 1000;

  private final Path folder;
  private final int rowsInFile;
  private final int rowsOfAccount;
  private final int firstFiles;

  /** How often each order file that is there was edited, by its number. */
  private final Map<Integer, Integer> edits = new TreeMap<>();

  private int nextFile;

  private CostData(Path folder, int files, int rowsInFile, int rowsOfAccount) {
    this.folder = folder;
    this.rowsInFile = rowsInFile;
    this.rowsOfAccount = rowsOfAccount;
    firstFiles = files;
    nextFile = files;
  }

  /**
   * Writes the inputs below a folder that is not there yet.
   *
   * @param files number of files of orders
   * @param rowsInFile rows in each file, of orders as of accounts
   * @param rowsOfAccount orders of each account
   */
  static CostData write(Path folder, int files, int rowsInFile, int rowsOfAccount)
      throws IOException {
    CostData data = new CostData(folder, files, rowsInFile, rowsOfAccount);
    Files.createDirectories(data.orders());
    Files.createDirectories(data.accounts());
    for (int file = 0; file < files; file++) {
      data.edits.put(file, 0);
      data.writeOrders(file);
    }
    for (int file = 0; file < files + SPARE_FILES; file++) {
      data.writeAccounts(file);
    }
    return data;
  }

  /** Returns the folder of orders. */
  Path orders() {
    return folder.resolve("orders");
  }

  /** Returns the folder of accounts. */
  Path accounts() {
    return folder.resolve("accounts");
  }

  /** Adds a file of orders, edits one and deletes one: others each time, in the middle of all. */
  void change(int time) throws IOException {
    if (nextFile - firstFiles == SPARE_FILES || 2 * time + 1 >= firstFiles) {
      throw new IllegalArgumentException("too many changes: " + time);
    }
    int added = nextFile++;
    edits.put(added, 0);
    writeOrders(added);
    int edited = (firstFiles / 2 + 2 * time) % firstFiles;
    edits.merge(edited, 1, Integer::sum);
    writeOrders(edited);
    int deleted = (firstFiles / 2 + 2 * time + 1) % firstFiles;
    edits.remove(deleted);
    Files.delete(file(orders(), deleted));
  }

  /** Returns the bytes of all input files. */
  long bytes() throws IOException {
    return bytesBelow(folder);
  }

  /** Returns the bytes of all files below a folder. */
  static long bytesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** Returns the sum of the hashes of the lines {@code account,total} that the job should write. */
  long expectedChecksum() {
    Map<Long, Long> totals = new TreeMap<>();
    edits.forEach(
        (file, edit) -> {
          for (int row = 0; row < rowsInFile; row++) {
            totals.merge(account(id(file, row)), amount(file, row, edit), Long::sum);
          }
        });
    long checksum = 0;
    for (Map.Entry<Long, Long> total : totals.entrySet()) {
      checksum += Hash64.of(total.getKey() + "," + total.getValue());
    }
    return checksum;
  }

  /** Returns the sum of the hashes of the lines in the files of a folder. */
  static long checksum(Path folder) throws IOException {
    long checksum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          checksum += Hash64.of(line);
        }
      }
    }
    return checksum;
  }

  private void writeOrders(int file) throws IOException {
    int edit = edits.getOrDefault(file, 0);
    try (BufferedWriter out = Files.newBufferedWriter(file(orders(), file))) {
      for (int row = 0; row < rowsInFile; row++) {
        out.write(id(file, row) + "," + amount(file, row, edit) + "\n");
      }
    }
  }

  private void writeAccounts(int file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file(accounts(), file))) {
      for (int row = 0; row < rowsInFile; row++) {
        out.write(id(file, row) + "," + account(id(file, row)) + "\n");
      }
    }
  }

  private long account(long id) {
    return id / rowsOfAccount;
  }

  private long id(int file, int row) {
    return (long) file * rowsInFile + row;
  }

  private long amount(int file, int row, int edit) {
    long amount = Math.floorMod(Hash64.of(id(file, row)), AMOUNTS);
    return amount + (row % EDITED_EVERY == 0 ? edit : 0);
  }

  private static Path file(Path folder, int number) {
    return folder.resolve("part-%05d.txt".formatted(number));
  }
}

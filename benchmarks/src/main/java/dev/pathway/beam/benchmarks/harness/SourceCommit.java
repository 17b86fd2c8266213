// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commit of the source tree that is measured, as git tells it. */
public final class SourceCommit {

  private static final String UNKNOWN = "unknown";

  private SourceCommit() {}

  /** Returns the commit of a project, with "-dirty" if files differ from it, or "unknown". */
  public static String of(Path project) throws InterruptedException {
    Optional<String> commit =
        git(project, "rev-parse", "--short=12", "--verify", "--quiet", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    boolean dirty = !git(project, "status", "--porcelain").orElse("").isEmpty();
    return commit.get() + (dirty ? "-dirty" : "");
  }

  private static Optional<String> git(Path project, String... arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

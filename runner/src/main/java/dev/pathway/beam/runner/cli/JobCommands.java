// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.runner.control.ControlClient;
import dev.pathway.beam.runner.control.JobStatus;
import dev.pathway.beam.runner.control.RemoteJob;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lists the running jobs of this user on this machine, and ends them: {@code jobs}, {@code drain
 * JOB}, {@code cancel JOB}, where a job is meant by its id, or by its name or the beginning of that
 * if no other has it.
 */
public final class JobCommands {
  private static final String TIMEOUT = "--timeout=";

  /** As good as for ever, and still a number of nanoseconds. */
  private static final Duration NO_TIMEOUT = Duration.ofDays(365);

  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final ControlClient client;
  private final PrintStream out;

  JobCommands(ControlClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /** Runs the command that the first argument names. */
  public static void main(String[] args) {
    Launcher.launch(new JobCommands(ControlClient.ofUser(), System.out)::run, args);
  }

  void run(String[] args) throws IOException {
    List<String> rest = new ArrayList<>(List.of(args));
    String command = rest.isEmpty() ? "" : rest.remove(0);
    switch (command) {
      case "jobs" -> {
        if (!rest.isEmpty()) {
          throw new UsageException("'jobs' takes no arguments: " + String.join(" ", rest));
        }
        list();
      }
      case "drain" -> end("drain", "drained", rest, RemoteJob::drain);
      case "cancel" -> end("cancel", "cancelled", rest, RemoteJob::cancel);
      default -> throw new UsageException("There is no command '" + command + "'");
    }
  }

  private void list() throws IOException {
    List<RemoteJob> jobs = client.jobs();
    if (jobs.isEmpty()) {
      out.println("No jobs are running.");
    } else {
      out.print(table(jobs));
    }
  }

  private static String table(List<RemoteJob> jobs) {
    String format = "%-36s  %-10s  %-9s  %-19s  %s%n";
    StringBuilder table = new StringBuilder();
    table.append(format.formatted("ID", "STATE", "KIND", "SINCE", "NAME"));
    for (RemoteJob job : jobs) {
      JobStatus status = job.status();
      table.append(
          format.formatted(
              status.id(),
              status.state(),
              status.kind(),
              SINCE.format(status.since()),
              status.name()));
    }
    return table.toString();
  }

  /** Ends a job and waits for that. */
  @FunctionalInterface
  private interface End {
    Optional<String> of(RemoteJob job, Duration patience) throws IOException;
  }

  private void end(String command, String past, List<String> args, End end) throws IOException {
    Duration patience = timeout(args);
    for (String arg : args) {
      if (arg.startsWith("--")) {
        throw new UsageException(
            "'" + command + "' has no option " + arg + ", only " + TIMEOUT + "SECONDS");
      }
    }
    if (args.size() != 1 || args.get(0).isEmpty()) {
      throw new UsageException("Name one job: bin/pathway " + command + " JOB [--timeout=SECONDS]");
    }
    RemoteJob job = find(args.get(0));
    String named = "job '" + job.status().name() + "' (" + job.status().id() + ")";
    Optional<String> state;
    try {
      state = end.of(job, patience);
    } catch (IOException e) {
      throw new IllegalStateException(
          named + " is gone: its process ended without a word of how", e);
    }
    if (state.isEmpty()) {
      throw new IllegalStateException(
          named
              + " is being "
              + past
              + ", and has not ended within "
              + patience.toSeconds()
              + " s");
    }
    if (state.get().equals("FAILED")) {
      throw new IllegalStateException(named + " has failed; its own output says why");
    }
    out.println(
        state.get().equals(RemoteJob.ENDED)
            ? named + " had ended already; its own output says how"
            : named + " has ended: " + state.get());
  }

  private static Duration timeout(List<String> args) {
    Duration patience = NO_TIMEOUT;
    for (String arg : List.copyOf(args)) {
      if (arg.startsWith(TIMEOUT)) {
        patience = seconds(arg);
        args.remove(arg);
      }
    }
    return patience;
  }

  private static Duration seconds(String arg) {
    String value = arg.substring(TIMEOUT.length());
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new UsageException("--timeout must be a number of seconds, at least 1: " + value);
    }
    return Duration.ofSeconds(Integer.parseInt(value));
  }

  /** Returns the job with an id, else that with a name, else that whose name alone begins so. */
  private RemoteJob find(String idOrName) throws IOException {
    List<RemoteJob> jobs = client.jobs();
    return only(jobs, status -> status.id().equals(idOrName), "have the id '" + idOrName + "'")
        .or(
            () ->
                only(
                    jobs,
                    status -> status.name().equals(idOrName),
                    "have the name '" + idOrName + "'"))
        .or(
            () ->
                only(
                    jobs,
                    status -> status.name().startsWith(idOrName),
                    "have a name that begins with '" + idOrName + "'"))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "no job with the name or id '"
                        + idOrName
                        + "' is running"
                        + (jobs.isEmpty() ? ", nor any other" : "; these are:\n" + lines(jobs))));
  }

  private static Optional<RemoteJob> only(
      List<RemoteJob> jobs, Predicate<JobStatus> meant, String what) {
    List<RemoteJob> found = jobs.stream().filter(job -> meant.test(job.status())).toList();
    if (found.size() > 1) {
      throw new NotFoundException(
          found.size() + " jobs " + what + ": say which by its id\n" + lines(found));
    }
    return found.stream().findFirst();
  }

  private static String lines(List<RemoteJob> jobs) {
    return table(jobs).stripTrailing();
  }
}

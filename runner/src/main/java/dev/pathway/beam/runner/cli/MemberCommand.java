// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.engine.cluster.ClusterMember;
import dev.pathway.beam.engine.cluster.MemberSettings;
import java.io.PrintStream;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Runs a member of a cluster until the process is ended: {@code member [--clusterName=NAME]
 * [--bind=ADDRESS] [--port=PORT] [--join=HOST:PORT,...] [--backups=NUMBER]}.
 */
public final class MemberCommand {
  private static final String USAGE =
      "bin/pathway member [--clusterName=NAME] [--bind=ADDRESS] [--port=PORT] [--join=HOST:PORT,...] [--backups=NUMBER]";

  private final PrintStream out;

  MemberCommand(PrintStream out) {
    this.out = out;
  }

  /** Starts the member that the arguments describe, and waits for its end. */
  public static void main(String[] args) {
    Launcher.launch(new MemberCommand(System.out)::run, args);
  }

  /** Returns the settings that arguments ask for; the first of them names the command. */
  static MemberSettings settings(String... args) {
    String clusterName = MemberSettings.DEFAULT_NAME;
    String bind = MemberSettings.LOOPBACK;
    int port = MemberSettings.DEFAULT_PORT;
    List<String> join = List.of();
    int backups = 2;
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      String value = equals < 0 ? "" : args[i].substring(equals + 1);
      switch (name) {
        case "--clusterName" -> clusterName = value;
        case "--bind" -> bind = value;
        case "--port" -> port = number(name, value);
        case "--join" -> join = value.isEmpty() ? List.of() : List.of(value.split(",", -1));
        case "--backups" -> backups = number(name, value);
        default -> throw new UsageException("There is no option '" + args[i] + "': " + USAGE);
      }
    }
    try {
      return new MemberSettings(clusterName, bind, port, join, backups);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + ": " + USAGE);
    }
  }

  private static int number(String option, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new UsageException(option + " must be a number: '" + value + "'");
    }
  }

  void run(String[] args) throws InterruptedException {
    MemberSettings settings = settings(args);
    // Jobs bring their own; what is read before any of them needs the machine's file system.
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    ClusterMember member = ClusterMember.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(member::close, "pathway-shutdown"));
    out.printf(
        "Member of cluster '%s' at %s, with %d others%n",
        settings.clusterName(), member.address(), member.clusterSize() - 1);
    out.flush();
    member.awaitClose();
  }
}

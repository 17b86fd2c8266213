// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.runner.cli.MemberCommand;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Members of a cluster in processes of their own on loopback, which can be killed and replaced. */
final class Members implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name = "test-" + UUID.randomUUID();
  private final Path folder;

  /** The oldest first, which coordinates jobs. */
  private final List<Member> members = new ArrayList<>();

  private record Member(String address, Process process, Path log) {}

  Members(Path folder, int size) throws IOException {
    this.folder = folder;
    while (members.size() < size) {
      add();
    }
  }

  /** Starts another member, and waits until it has joined. */
  void add() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path own = Files.createDirectory(folder.resolve("member" + port));
    Path log = own.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(arg -> arg.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Djava.io.tmpdir=" + own,
            "-cp",
            System.getProperty("java.class.path"),
            MemberCommand.class.getName(),
            "member",
            "--clusterName=" + name,
            "--port=" + port,
            "--join=" + String.join(",", addresses())));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    String joined = "with " + members.size() + " others";
    members.add(new Member("127.0.0.1:" + port, process, log));
    Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(log, UTF_8).contains(joined));
  }

  private List<String> addresses() {
    return members.stream().map(Member::address).toList();
  }

  /** Returns the number of members. */
  int size() {
    return members.size();
  }

  /** Kills a member, with SIGKILL; the oldest is number 0. */
  void kill(int number) throws InterruptedException {
    Process process = members.remove(number).process();
    process.destroyForcibly();
    int ignored = process.waitFor();
  }

  /** Returns the options of a pipeline that runs here. */
  List<String> options() {
    return List.of(
        "--hazelcastMembers=" + String.join(",", addresses()), "--hazelcastClusterName=" + name);
  }

  @Override
  public void close() {
    members.forEach(member -> member.process().destroyForcibly());
  }
}

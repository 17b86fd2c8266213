// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.recovery;

import dev.pathway.beam.runner.ForkedProgram;
import dev.pathway.beam.runner.cli.MemberCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Members in processes of their own on loopback, which can be killed and replaced. */
final class ProcessCluster implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();
  private final Path folder;
  private final List<String> jvmArgs;

  /** The oldest first, which coordinates jobs. */
  private final List<Member> members = new ArrayList<>();

  private int started;

  private record Member(String address, ForkedProgram program) {}

  ProcessCluster(Path folder, int size, String... jvmArgs) throws IOException {
    this.folder = folder;
    this.jvmArgs = List.of(jvmArgs);
    for (int i = 0; i < size; i++) {
      add();
      awaitJoined();
    }
  }

  /** Starts another member, which may take a while. */
  void add() throws IOException {
    int port = freePort();
    members.add(
        new Member(
            "127.0.0.1:" + port,
            ForkedProgram.start(
                System.getProperty("java.class.path"),
                Files.createDirectory(folder.resolve("member" + started++)),
                jvmArgs,
                MemberCommand.class.getName(),
                "member",
                "--clusterName=" + name,
                "--port=" + port,
                "--join=" + String.join(",", addresses()))));
  }

  /** Waits until the member that was started last has joined all others. */
  void awaitJoined() {
    members
        .get(members.size() - 1)
        .program()
        .awaitOutput("with " + (members.size() - 1) + " others");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
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
    Process process = members.remove(number).program().process();
    process.destroyForcibly();
    int ignored = process.waitFor();
  }

  /** Returns the options of a pipeline that runs here. */
  List<String> options() {
    return List.of(
        "--hazelcastMembers=" + String.join(",", addresses()), "--hazelcastClusterName=" + name);
  }

  /** Returns what the members have printed. */
  String output() {
    StringBuilder all = new StringBuilder();
    members.forEach(
        member ->
            all.append(member.address())
                .append(":\n")
                .append(member.program().output())
                .append('\n'));
    return all.toString();
  }

  @Override
  public void close() {
    members.forEach(member -> member.program().close());
  }
}

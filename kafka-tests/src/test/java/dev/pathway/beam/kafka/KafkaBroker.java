// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker in a process of its own, on free loopback ports. It can be frozen, killed and
 * started again with the same port and log. What it prints is in {@code broker.log} of its folder.
 */
final class KafkaBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private final String clusterId = Uuid.randomUuid().toString();
  private Process process;

  private KafkaBroker(Path folder, int port, int controllerPort) throws IOException {
    this.folder = folder;
    this.port = port;
    Files.writeString(config(), configuration(port, controllerPort));
    process = launch();
  }

  /** Starts a broker below a folder, and returns when it answers. */
  static KafkaBroker start(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path folder = Files.createTempDirectory(parent, "broker").toAbsolutePath();
    int[] ports = freePorts();
    KafkaBroker broker = new KafkaBroker(folder, ports[0], ports[1]);
    broker.awaitAnswer();
    return broker;
  }

  private static int[] freePorts() throws IOException {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    }
  }

  private String configuration(int brokerPort, int controllerPort) {
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
        "listeners=PLAINTEXT://127.0.0.1:"
            + brokerPort
            + ",CONTROLLER://127.0.0.1:"
            + controllerPort,
        "advertised.listeners=PLAINTEXT://127.0.0.1:" + brokerPort,
        "controller.listener.names=CONTROLLER",
        "log.dirs=" + log(),
        "auto.create.topics.enable=false",
        "num.partitions=1",
        "offsets.topic.num.partitions=1",
        "offsets.topic.replication.factor=1",
        "transaction.state.log.num.partitions=1",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "share.coordinator.state.topic.replication.factor=1",
        "group.initial.rebalance.delay.ms=0",
        // A broker that is started again is refused for so long, and fenced if frozen for longer.
        "broker.heartbeat.interval.ms=500",
        "broker.session.timeout.ms=5000",
        // Times of records are of long ago.
        "log.retention.ms=-1",
        "");
  }

  private Path config() {
    return folder.resolve("broker.properties");
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            config().toString(),
            log().toString(),
            clusterId)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
        .start();
  }

  private void awaitAnswer() {
    try (Admin admin = admin()) {
      await("broker in " + folder)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> answers(admin));
    }
  }

  private boolean answers(Admin admin) throws InterruptedException {
    assertThat(process.isAlive()).as("broker in %s is alive", folder).isTrue();
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Returns the address of the broker. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns a new client for topics and groups. */
  Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address()));
  }

  /** Stops the process where it is, with its connections open. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a frozen process go on. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** Ends the process at once, as the loss of the machine would. */
  void kill() {
    close();
  }

  /** Starts a killed broker again, and returns when it answers. */
  void restart() throws IOException {
    process = launch();
    awaitAnswer();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

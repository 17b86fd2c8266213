// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.hazelcast.core.Hazelcast;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that run jobs, each in a process of its own. */
final class Programs {
  /** Columns of the kernel's tables of sockets; addresses and ports count as two each. */
  private static final int ADDRESS_COLUMN = 1;

  private static final int LISTENING_COLUMN = 5;
  private static final int SOCKET_COLUMN = 13;

  /** Tells that a lasting job is at its row. */
  private static final CountDownLatch WAITING = new CountDownLatch(1);

  private Programs() {}

  private static void say(String words) {
    System.out.println(words + " at " + System.currentTimeMillis());
  }

  private static Plan small() {
    PlanBuilder plan = new PlanBuilder("small");
    plan.collect("out", plan.exchange("exchange", false, plan.numbers("numbers", 1000)));
    return plan.fused();
  }

  private static Plan lasting(long millis) {
    PlanBuilder plan = new PlanBuilder("lasting");
    RowFn wait =
        (row, context) -> {
          context.job().closeAtEnd(() -> say("freed"));
          WAITING.countDown();
          if (!new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
            context.output(0).accept(row);
          }
          say("waited");
        };
    plan.collect("out", plan.step("wait", wait.asStep(), plan.values("one", 1L)));
    return plan.fused();
  }

  /** Runs a job, says which ports the process listens to, and ends. */
  static final class Waiting {
    /** Runs it. */
    public static void main(String[] args) throws Exception {
      Runs.run(small(), 2);
      Runs.run(small(), 2);
      listeners().forEach(address -> System.out.println("listens to " + address));
      say("main ends");
    }
  }

  /** Starts a job and ends without waiting for it. */
  static final class Detached {
    /** Runs it. */
    public static void main(String[] args) {
      CompletableFuture<Void> unused =
          Runs.start(lasting(1500), Runs.settings(1)).completion().thenRun(() -> say("job ended"));
      say("main ends");
    }
  }

  /** Starts a job from another thread once the main thread has ended. */
  static final class Server {
    /** Runs it. */
    public static void main(String[] args) throws Exception {
      Runs.run(small(), 1);
      Thread main = Thread.currentThread();
      new Thread(() -> serve(main), "server").start();
    }

    private static void serve(Thread main) {
      try {
        main.join();
        say("main ended");
        Set<String> members = new HashSet<>();
        for (int i = 0; i < 3; i++) {
          TimeUnit.MILLISECONDS.sleep(150);
          Runs.run(small(), 1);
          Hazelcast.getAllHazelcastInstances().forEach(member -> members.add(member.getName()));
        }
        System.out.println("members " + members.size());
        say("main ends");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Fails because its job does. */
  static final class Failing {
    /** Runs it. */
    public static void main(String[] args) throws Exception {
      PlanBuilder plan = new PlanBuilder("failing");
      plan.collect(
          "out", plan.step("divide", RowFn.map(v -> 1 / (Long) v), plan.values("zero", 0L)));
      try {
        Runs.run(plan.fused(), 2);
      } finally {
        say("main ends");
      }
    }
  }

  /** Spills, then ends the process in the midst of another job. */
  static final class Exiting {
    /** Runs it; the argument is where to spill. */
    public static void main(String[] args) throws Exception {
      String text = "x".repeat(1000);
      PlanBuilder plan = new PlanBuilder("spilling");
      String pairs =
          plan.step(
              "pair",
              RowFn.map(v -> new Pair((Long) v % 100, v + text)),
              plan.numbers("numbers", 5000));
      plan.collect(
          "out",
          plan.step(
              "drop", RowFn.filter(v -> false), plan.group("group", Windowing.GLOBAL, pairs)));
      Runs.run(plan.fused(), new JobSettings(2, 1000, 1000, 1, args[0], false));
      try (Stream<Path> files = Files.list(Path.of(args[0]))) {
        System.out.println("spill directories " + files.count());
      }
      Runs.start(lasting(60_000), Runs.settings(1));
      WAITING.await();
      say("main ends");
      System.exit(3);
    }
  }

  /** Ends the process in the midst of several jobs that ignore interrupts. */
  static final class ExitingStubborn {
    private static final int JOBS = 3;
    private static final CountDownLatch ALL_AT_WORK = new CountDownLatch(JOBS);

    /** Runs it. */
    public static void main(String[] args) throws Exception {
      RowFn ignoreInterrupts =
          (row, context) -> {
            ALL_AT_WORK.countDown();
            new Semaphore(0).acquireUninterruptibly();
          };
      for (int i = 0; i < JOBS; i++) {
        PlanBuilder plan = new PlanBuilder("stubborn " + i);
        plan.step("stay", ignoreInterrupts.asStep(), plan.values("one", 1L));
        Runs.start(plan.fused(), Runs.settings(1));
      }
      ALL_AT_WORK.await();
      say("main ends");
      System.exit(3);
    }
  }

  /** Returns the addresses that this process listens to, as Linux tells them. */
  private static List<String> listeners() throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        if (Files.exists(file) && Files.readSymbolicLink(file).toString().startsWith("socket:[")) {
          own.add(Files.readSymbolicLink(file).toString().replaceAll("\\D", ""));
        }
      }
    }
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        List<String> columns = Pattern.compile("[ :]+").splitAsStream(line.trim()).toList();
        if (columns.get(LISTENING_COLUMN).equals("0A")
            && own.contains(columns.get(SOCKET_COLUMN))) {
          addresses.add(address(columns.get(ADDRESS_COLUMN)));
        }
      }
    }
    return addresses;
  }

  private static String address(String hexWords) throws IOException {
    byte[] words = HexFormat.of().parseHex(hexWords);
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i / 4 * 4 + 3 - i % 4];
    }
    InetAddress address = InetAddress.getByAddress(bytes);
    return (address.isLoopbackAddress() ? "loopback " : "others ") + address.getHostAddress();
  }
}

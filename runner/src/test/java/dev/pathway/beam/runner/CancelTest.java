// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.pathway.beam.engine.job.Job;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BoundedPerElement;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines that are cancelled while user code blocks. */
final class CancelTest {
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private static final AtomicInteger BLOCKED = new AtomicInteger();
  private static final AtomicInteger SET_UP = new AtomicInteger();
  private static final AtomicInteger TORN_DOWN = new AtomicInteger();
  private static CountDownLatch release = new CountDownLatch(1);
  private static ReentrantLock lock = new ReentrantLock();

  /** Ways to block. */
  private enum Block {
    SLEEP(true) {
      @Override
      void block() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
      }
    },
    WAIT(true) {
      @Override
      void block() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
          while (release.getCount() > 0) {
            monitor.wait();
          }
        }
      }
    },
    SWALLOWED_INTERRUPT(true) {
      @Override
      void block() {
        try {
          release.await();
        } catch (InterruptedException e) {
          // As user code does.
        }
      }
    },
    LOCK_INTERRUPTIBLY(true) {
      @Override
      void block() throws InterruptedException {
        lock.lockInterruptibly();
      }
    },
    LOCK(false) {
      @Override
      void block() {
        lock.lock();
        try {
          assertThat(lock.isHeldByCurrentThread()).isTrue();
        } finally {
          lock.unlock();
        }
      }
    },
    SOCKET_READ(false) {
      @Override
      void block() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
          Thread closer = new Thread(() -> closeWhenReleased(socket));
          closer.setDaemon(true);
          closer.start();
          int read = socket.getInputStream().read();
          assertThat(read).isNegative();
        }
      }
    },
    IGNORED_INTERRUPTS(false) {
      @Override
      void block() {
        while (release.getCount() > 0) {
          Thread.onSpinWait();
        }
      }
    };

    private final boolean endsWhenInterrupted;

    Block(boolean endsWhenInterrupted) {
      this.endsWhenInterrupted = endsWhenInterrupted;
    }

    abstract void block() throws InterruptedException, IOException;
  }

  private static void closeWhenReleased(Socket socket) {
    try {
      release.await();
      socket.close();
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("cannot end the test", e);
    }
  }

  static final class BlockFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Block block;

    BlockFn(Block block) {
      this.block = block;
    }

    @Setup
    public void setUp() {
      SET_UP.incrementAndGet();
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out)
        throws InterruptedException, IOException {
      BLOCKED.incrementAndGet();
      block.block();
      out.output(element);
    }

    @Teardown
    public void tearDown() {
      TORN_DOWN.incrementAndGet();
    }
  }

  /** Blocks in a call that claims nothing. */
  @BoundedPerElement
  static final class NeverClaimsFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Block block;

    NeverClaimsFn(Block block) {
      this.block = block;
    }

    @GetInitialRestriction
    public OffsetRange all() {
      return new OffsetRange(0, 10);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker)
        throws InterruptedException, IOException {
      BLOCKED.incrementAndGet();
      block.block();
    }
  }

  /** Claims for ever, whatever it is interrupted by. */
  @BoundedPerElement
  static final class ClaimsForEverFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange all() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        BLOCKED.incrementAndGet();
      }
    }
  }

  @BeforeEach
  void reset() {
    BLOCKED.set(0);
    SET_UP.set(0);
    TORN_DOWN.set(0);
    release = new CountDownLatch(1);
    lock = new ReentrantLock();
    lock.lock();
  }

  @AfterEach
  void letGo() {
    release.countDown();
    lock.unlock();
    await(() -> threads("cancelled").isEmpty());
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static List<String> threads(String job) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("pathway-" + job + "-"))
        .toList();
  }

  private static PipelineResult start(Block block) {
    return start(new BlockFn(block));
  }

  private static PipelineResult start(DoFn<Integer, Integer> fn, String... args) {
    List<String> all = new ArrayList<>(List.of("--blockOnRun=false", "--jobName=cancelled"));
    all.addAll(List.of(args));
    Pipeline pipeline = Pipelines.create(all.toArray(String[]::new));
    pipeline.apply(Create.of(1, 2, 3, 4)).apply("Block", ParDo.of(fn));
    PipelineResult result = pipeline.run();
    await(() -> BLOCKED.get() > 0);
    return result;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EXCLUDE,
      names = {"LOCK", "SOCKET_READ", "IGNORED_INTERRUPTS"})
  void cancel_whileUserCodeWaits_interruptsItAndTearsItDown(Block block) throws IOException {
    assertThat(block.endsWhenInterrupted).isTrue();
    PipelineResult result = start(block);
    long start = System.nanoTime();

    State state = result.cancel();

    assertThat(state).isEqualTo(State.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(result.getState()).isEqualTo(State.CANCELLED);
    assertThat(result.waitUntilFinish()).isEqualTo(State.CANCELLED);
    assertThat(SET_UP).hasPositiveValue();
    assertThat(TORN_DOWN).hasValue(SET_UP.get());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOCK", "SOCKET_READ", "IGNORED_INTERRUPTS"})
  void cancel_whileUserCodeIgnoresInterrupts_abandonsItAndLogsItsStack(Block block)
      throws IOException {
    assertThat(block.endsWhenInterrupted).isFalse();
    List<String> warnings;
    try (CapturedLog log = CapturedLog.of("dev.pathway.beam.engine.job.UserThreads")) {
      PipelineResult result = start(block);
      long start = System.nanoTime();

      State state = result.cancel();

      assertThat(state).isEqualTo(State.CANCELLED);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Job.STOP_PATIENCE.plus(MARGIN));
      warnings = log.messages();
    }
    assertThat(warnings)
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("'pathway-cancelled-", "abandoned"));
    assertThat(warnings)
        .anySatisfy(text -> assertThat(text).contains(CancelTest.class.getName() + "$Block"));
    // What was given up is torn down all the same, once it ends.
    release.countDown();
    lock.unlock();
    await(() -> TORN_DOWN.get() == SET_UP.get());
    lock.lock();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancel_splittableFunctionThatNeverClaims_interruptsIt(boolean streaming) throws IOException {
    PipelineResult result = start(new NeverClaimsFn(Block.SLEEP), "--streaming=" + streaming);
    long start = System.nanoTime();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancel_splittableFunctionThatClaimsForEver_endsItAtAClaim(boolean streaming)
      throws IOException {
    PipelineResult result = start(new ClaimsForEverFn(), "--streaming=" + streaming);
    long start = System.nanoTime();

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancel_splittableFunctionThatNeverReturns_abandonsItAndNamesIt(boolean streaming)
      throws IOException {
    try (CapturedLog log = CapturedLog.of("dev.pathway.beam.engine.job.UserThreads")) {
      PipelineResult result =
          start(new NeverClaimsFn(Block.IGNORED_INTERRUPTS), "--streaming=" + streaming);
      long start = System.nanoTime();

      assertThat(result.cancel()).isEqualTo(State.CANCELLED);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Job.STOP_PATIENCE.plus(MARGIN));
      assertThat(log.messages())
          .anySatisfy(
              text ->
                  assertThat(text)
                      .contains("'pathway-cancelled-Block", "abandoned", "NeverClaimsFn.process"));
    }
  }

  @Test
  void cancel_twice_isTheSame() throws IOException {
    PipelineResult result = start(Block.SLEEP);

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  @Test
  void cancel_whileAnotherThreadRuns_letsRunReturn() throws InterruptedException, IOException {
    ConcurrentLinkedQueue<State> states = new ConcurrentLinkedQueue<>();
    PipelineResult result = start(Block.SLEEP);
    Thread waiter = new Thread(() -> states.add(result.waitUntilFinish()));
    waiter.start();

    result.cancel();
    waiter.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(states).containsExactly(State.CANCELLED);
  }
}

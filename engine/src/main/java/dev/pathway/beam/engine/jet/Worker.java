// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.operator.Stage;
import dev.pathway.beam.engine.operator.StageHost;
import dev.pathway.beam.engine.spi.EventTime;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs a stage on a thread of its own, which user code may block, and talks to the processor that
 * stands for it in Jet through two bounded queues.
 *
 * <p>The processor's thread tells the time, and the worker's after a rest: it comes by every few
 * milliseconds, and reading what it left costs next to nothing.
 */
final class Worker implements StageHost {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final int QUEUED_MESSAGES = 8;
  private static final long STOP_CHECK_MILLIS = 100;
  private static final long FIRST_EPOCH = 0;

  /**
   * How long rows may wait in a bundle or a frame that is not full, with nothing more coming in.
   */
  private static final long TICK_MILLIS = 5;

  private final Job job;
  private final String name;
  private final boolean source;
  private final boolean streaming;
  private final Function<Worker, Stage> newStage;
  private final BlockingQueue<Message> inbound = new ArrayBlockingQueue<>(QUEUED_MESSAGES);
  private final BlockingQueue<Message> outbound = new ArrayBlockingQueue<>(QUEUED_MESSAGES);
  private @Nullable Stage stage;
  private @Nullable Crossing crossing;
  private boolean sealed;

  /**
   * The last snapshot that this worker saved, and the last one of which it heard that it counts.
   */
  private long saved;

  private long committed;
  private boolean rowsSinceRound;
  private long lastRound;
  private volatile boolean woken;
  private volatile boolean refused;
  private volatile long nanoTime = System.nanoTime();
  private volatile @Nullable Thread thread;
  private volatile @Nullable Thread visitor;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * Creates a worker.
   *
   * @param job the job
   * @param name the thread's name
   * @param source whether the stage makes rows by itself
   * @param newStage makes the stage, on the worker's thread, with the worker as its host
   */
  Worker(Job job, String name, boolean source, Function<Worker, Stage> newStage) {
    this.job = job;
    this.name = name;
    this.source = source;
    this.newStage = newStage;
    streaming = job.settings().streaming();
  }

  /** Has frames go to other members and come from there; called by the worker's own thread. */
  void crosses(Crossing newCrossing) {
    crossing = newCrossing;
  }

  /** Starts the thread. */
  void start() {
    job.onWake(this::wakeUp);
    job.startThread(name, this::run, this::close);
  }

  /**
   * Notes the time, and that the calling thread comes by again unless parked, when it is to be
   * woken; returns whether it is another one than before.
   */
  boolean visit() {
    nanoTime = System.nanoTime();
    Thread current = Thread.currentThread();
    if (visitor == current) {
      return false;
    }
    visitor = current;
    return true;
  }

  /** Takes a message if there is room for it; if not, wakes the visitor once there is. */
  boolean offer(Message message) {
    if (inbound.offer(message)) {
      return true;
    }
    refused = true;
    return inbound.offer(message);
  }

  /** Takes a message about a snapshot, also while the worker waits for something else. */
  boolean offerNow(Message message) {
    boolean taken = inbound.offer(message);
    if (taken) {
      woken = true;
      LockSupport.unpark(thread);
    }
    return taken;
  }

  /** Returns the next message for Jet, or null if there is none at the moment. */
  @Nullable Message poll() {
    return outbound.poll();
  }

  /**
   * Returns whether the thread is done with everything, so that what it left in the queue is all
   * there will be.
   */
  boolean ended() {
    return ended;
  }

  /** Returns why the stage failed, or null. */
  @Nullable Throwable failure() {
    return failure;
  }

  private void run() {
    thread = Thread.currentThread();
    MDC.put("job", job.name());
    MDC.put("jobId", job.id());
    try {
      checkNotStopping();
      Stage mine = newStage.apply(this);
      stage = mine;
      mine.open();
      saved = job.snapshots().last();
      if (streaming) {
        stream(mine);
      } else {
        work(mine);
      }
    } catch (Throwable t) {
      Throwable first = stage == null ? null : stage.stepFailure();
      Throwable cause = first == null ? t : first;
      job.fail(cause);
      failure = cause;
      wake();
    }
  }

  private void work(Stage mine) throws Exception {
    if (source) {
      mine.produce();
      seal(mine, FIRST_EPOCH);
    }
    while (true) {
      Message message = take();
      makeRoom();
      if (message instanceof Message.Rows rows) {
        mine.frame(rows.frame());
        rows.frame().received();
      } else if (message instanceof Message.Packet packet) {
        mine.frame(arrived(packet));
      } else if (message instanceof Message.Seal seal) {
        seal(mine, seal.epoch());
      } else if (message instanceof Message.End) {
        if (!sealed) {
          // Nothing comes in at all: no one upstream could seal.
          seal(mine, FIRST_EPOCH);
        }
        return;
      }
    }
  }

  private void seal(Stage mine, long epoch) throws Exception {
    mine.seal(epoch);
    sealed = true;
    put(new Message.Seal(epoch));
  }

  private void stream(Stage mine) throws Exception {
    if (source) {
      mine.produce();
    } else {
      receive(mine);
    }
    mine.advance(EventTime.END);
    while (!mine.ended()) {
      rest(idleMillis(mine));
      mine.tick();
    }
    mine.commit();
    if (job.snapshots().durable()) {
      // What is not part of a snapshot would be done once more.
      long last = saved + 1;
      while (committed < last) {
        handleSnapshots(take(), mine);
      }
    }
  }

  /** Takes what comes in until all of it has come. */
  private void receive(Stage mine) throws Exception {
    while (true) {
      Message message = inbound.poll();
      if (message == null) {
        mine.rest();
        message = await(mine);
      }
      makeRoom();
      if (message instanceof Message.Rows rows) {
        mine.frame(rows.frame());
        rows.frame().received();
        rowsSinceRound = true;
      } else if (message instanceof Message.Packet packet) {
        mine.frame(arrived(packet));
      } else if (message instanceof Message.Mark mark) {
        if (mark.watermark() == EventTime.END && job.snapshots().durable()) {
          // The edges end only after a snapshot that everyone's end is part of.
          return;
        }
        mine.advance(mark.watermark());
      } else if (handleSnapshots(message, mine)) {
        continue;
      } else if (message instanceof Message.Round round) {
        settle(mine, round.number());
      } else if (message instanceof Message.End) {
        return;
      }
      woken = false;
      mine.tick();
    }
  }

  /** Handles a message if it is about a snapshot. */
  private boolean handleSnapshots(@Nullable Message message, Stage mine) throws Exception {
    if (message instanceof Message.Barrier) {
      saved++;
      put(new Message.Saved(saved, mine.save(saved)));
      return true;
    }
    if (message instanceof Message.Committed news) {
      committed = news.snapshot();
      mine.committed(committed);
      return true;
    }
    return false;
  }

  /** Handles what came in while the stage made rows by itself: none of it is a row. */
  private void attend(Stage mine) {
    try {
      for (Message next = inbound.poll(); next != null; next = inbound.poll()) {
        boolean ignored = handleSnapshots(next, mine);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("stage '" + name + "' cannot be saved: " + e.getMessage(), e);
    }
  }

  private void settle(Stage mine, long round) {
    boolean active = mine.settle() || rowsSinceRound;
    rowsSinceRound = false;
    lastRound = round;
    job.rounds().settled(this, round, active);
    put(new Message.Round(round));
  }

  @Override
  public void joinRound() {
    long round = job.rounds().current();
    Stage mine = stage;
    if (mine != null && round > lastRound) {
      settle(mine, round);
    }
    if (mine != null && streaming) {
      attend(mine);
    }
  }

  /** Waits for a message, or returns null when the stage should look at the clock. */
  private @Nullable Message await(Stage mine) {
    checkNotStopping();
    long millis = idleMillis(mine);
    Message message = millis == Long.MAX_VALUE ? take() : poll(millis);
    nanoTime = System.nanoTime();
    return message;
  }

  /** Returns how long the stage has nothing to do unless it is called. */
  private long idleMillis(Stage mine) {
    long untilWake = millisUntil(mine.wakeTime());
    return mine.inBundle() ? Math.min(TICK_MILLIS, untilWake) : untilWake;
  }

  /** Returns the milliseconds until the job's clock shows a time, as far as one can wait for it. */
  private long millisUntil(long time) {
    long now = job.clock().millis();
    if (time <= now) {
      return 0;
    }
    long millis = time - now;
    return time == Long.MAX_VALUE || millis < 0 || job.clock().stopped() ? Long.MAX_VALUE : millis;
  }

  private @Nullable Message poll(long millis) {
    try {
      return inbound.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      checkNotStopping();
      return null;
    }
  }

  private void wakeUp() {
    woken = true;
    LockSupport.unpark(thread);
    // If there is no room, then the worker does not wait for a message.
    boolean ignored = inbound.offer(new Message.Wake());
  }

  @Override
  public void pause(long until) {
    rest(millisUntil(until));
  }

  private void rest(long millis) {
    checkNotStopping();
    if (millis > 0 && !woken) {
      park(Math.min(STOP_CHECK_MILLIS, millis));
      nanoTime = System.nanoTime();
    }
    woken = false;
    checkNotStopping();
    joinRound();
  }

  private void park(long millis) {
    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    boolean ignored = Thread.interrupted();
  }

  private void close() {
    try {
      if (stage != null) {
        stage.close();
      }
    } catch (Throwable t) {
      // Closing is the last chance to free something; whether it works does not change the outputs.
      LOG.warn("'{}' failed to close", name, t);
    } finally {
      MDC.clear();
      job.rounds().ended(this);
      ended = true;
      wake();
    }
  }

  private Frame arrived(Message.Packet packet) {
    if (crossing == null) {
      throw new IllegalStateException("a frame of another member in a job that runs on one");
    }
    return crossing.incoming(packet);
  }

  @Override
  public void emit(int ordinal, Frame frame) {
    put(crossing == null ? new Message.Rows(ordinal, frame) : crossing.outgoing(ordinal, frame));
  }

  @Override
  public void mark(int ordinal, long watermark) {
    put(new Message.Mark(ordinal, watermark));
  }

  @Override
  public long nanoTime() {
    return nanoTime;
  }

  private void put(Message message) {
    boolean interrupted = false;
    boolean sent = false;
    try {
      while (true) {
        checkNotStopping();
        try {
          if (!sent) {
            Frame frame = handedOver(message);
            sent = frame == null || frame.send(STOP_CHECK_MILLIS);
          }
          if (sent && outbound.offer(message, STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
            wake();
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the frame of a message that a worker on this member will get by reference. */
  private static @Nullable Frame handedOver(Message message) {
    if (message instanceof Message.Rows rows) {
      return rows.frame();
    }
    return message instanceof Message.Packet packet ? packet.frame().local() : null;
  }

  /** Has what was refused come again, several messages at a time. */
  private void makeRoom() {
    if (refused && inbound.size() <= QUEUED_MESSAGES / 2) {
      refused = false;
      wake();
    }
  }

  private Message take() {
    while (true) {
      checkNotStopping();
      try {
        return inbound.take();
      } catch (InterruptedException e) {
        if (!job.stopping()) {
          LOG.debug("'{}' was interrupted while it waited for input", name);
        }
      }
    }
  }

  private void checkNotStopping() {
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }

  /** Wakes the processor's thread from its idle back-off. */
  void wake() {
    LockSupport.unpark(visitor);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.Outbox;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.Watermark;
import dev.pathway.beam.engine.frame.EncodedFrame;
import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.operator.Stage;
import dev.pathway.beam.engine.operator.StageSpec;
import org.jspecify.annotations.Nullable;

/**
 * A stage's worker as Jet sees it: a cooperative processor that moves frames and seals between
 * Jet's queues and those of the worker's thread, and never waits.
 */
final class WorkerP implements Processor {
  private final SerializedStage stage;
  private final Job job;
  private final EdgeWatermarks watermarks;
  private final Hops hops;
  private @Nullable Worker worker;
  private @Nullable Outbox outbox;
  private @Nullable SnapshotPhase snapshot;
  private @Nullable Message pending;
  private boolean endSent;

  WorkerP(SerializedStage stage, Job job) {
    this.stage = stage;
    this.job = job;
    watermarks = new EdgeWatermarks(stage.inputs());
    hops = job.shared(Hops.class, Hops::new);
  }

  @Override
  public void init(Outbox newOutbox, Context context) {
    outbox = newOutbox;
    String thread =
        "pathway-" + job.name() + "-" + stage.name() + "-" + context.localProcessorIndex();
    Destinations destinations = Destinations.of(context, job.settings().parallelism());
    Worker started = new Worker(job, thread, stage.source(), self -> stage(self, destinations));
    worker = started;
    snapshot = job.snapshots().durable() ? new SnapshotPhase(job, started) : null;
    started.start();
  }

  private Stage stage(Worker self, Destinations destinations) {
    StageSpec spec = stage.read(job.loader());
    if (job.members() > 1) {
      self.crosses(new Crossing(spec, destinations.here()));
    }
    return new Stage(spec, job, destinations.partitions(), self);
  }

  @Override
  public void process(int ordinal, Inbox inbox) {
    drain();
    hops.received();
    for (Object item = inbox.peek(); item != null; item = inbox.peek()) {
      if (!worker().offer(message(ordinal, item))) {
        return;
      }
      inbox.remove();
    }
  }

  private static Message message(int ordinal, Object item) {
    if (item instanceof Frame frame) {
      return new Message.Rows(0, frame);
    }
    EncodedFrame encoded = (EncodedFrame) item;
    Frame local = encoded.local();
    return local == null ? new Message.Packet(ordinal, encoded) : new Message.Rows(0, local);
  }

  @Override
  public boolean tryProcess() {
    drain();
    return true;
  }

  /** Jet also tells the least of all edges, which {@link EdgeWatermarks} finds by itself. */
  @Override
  public boolean tryProcessWatermark(Watermark watermark) {
    return true;
  }

  @Override
  public boolean tryProcessWatermark(int ordinal, Watermark watermark) {
    watermarks.observe(ordinal, watermark);
    return tellNews();
  }

  @Override
  public boolean completeEdge(int ordinal) {
    watermarks.complete(ordinal);
    return tellNews();
  }

  private boolean tellNews() {
    drain();
    for (Message news = watermarks.news(); news != null; news = watermarks.news()) {
      if (!worker().offer(news)) {
        return false;
      }
      watermarks.told(news);
    }
    return true;
  }

  @Override
  public boolean saveToSnapshot() {
    SnapshotPhase phase = snapshot();
    // Asked before the queue is emptied, since the worker may add to it in between.
    boolean ended = worker().ended();
    boolean asked = phase.ask();
    boolean empty = drain();
    return (asked && phase.isSaved()) || (ended && empty);
  }

  @Override
  public boolean snapshotCommitPrepare() {
    return snapshot().isUploaded();
  }

  @Override
  public boolean snapshotCommitFinish(boolean success) {
    snapshot().finish(success);
    return true;
  }

  private SnapshotPhase snapshot() {
    if (snapshot == null) {
      throw new IllegalStateException("job '" + job.name() + "' takes no snapshots");
    }
    return snapshot;
  }

  @Override
  public boolean complete() {
    if (!endSent) {
      endSent = worker().offer(new Message.End());
    }
    // Asked before the queue is emptied, since the worker may add to it in between.
    boolean ended = worker().ended();
    return drain() && ended;
  }

  /** Hands to Jet what the worker has ready; returns whether nothing is left. */
  private boolean drain() {
    if (worker().visit()) {
      hops.join();
    }
    checkFailure();
    if (snapshot != null) {
      boolean ignored = snapshot.told();
    }
    boolean sent = false;
    if (pending == null) {
      pending = worker().poll();
    }
    while (pending != null && offer(pending)) {
      sent = true;
      boolean atBarrier = pending instanceof Message.Saved;
      // What comes next belongs behind the barrier, which Jet puts out.
      pending = atBarrier ? null : worker().poll();
    }
    if (sent) {
      hops.sent();
    }
    if (pending != null) {
      hops.full();
    }
    return pending == null;
  }

  private boolean offer(Message message) {
    Outbox out = outbox;
    if (out == null) {
      throw new IllegalStateException("not initialised");
    }
    if (message instanceof Message.Rows rows) {
      return out.offer(rows.ordinal(), rows.frame());
    }
    if (message instanceof Message.Packet packet) {
      return out.offer(packet.ordinal(), packet.frame());
    }
    if (message instanceof Message.Saved saved) {
      snapshot().saved(saved);
      return true;
    }
    Watermark watermark = EdgeWatermarks.watermark(message);
    return message instanceof Message.Mark mark
        ? out.offer(mark.ordinal(), watermark)
        : out.offer(watermark);
  }

  private void checkFailure() {
    Throwable failure = worker().failure();
    if (failure != null && job.members() > 1) {
      // Its class may not be known to those whom Jet tells; the submitter asks for it.
      throw new IllegalStateException("job '" + job.name() + "' failed: " + failure.getMessage());
    }
    if (failure != null) {
      throw failure instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failure);
    }
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }

  private Worker worker() {
    if (worker == null) {
      throw new IllegalStateException("not initialised");
    }
    return worker;
  }

  /** By now Jet has put the end into the outgoing queues. */
  @Override
  public void close() {
    hops.sent();
  }

  @Override
  public boolean closeIsCooperative() {
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.Snapshots;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.Source;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.state.live.LiveStore;
import dev.pathway.beam.state.live.Pending;
import org.jspecify.annotations.Nullable;

/**
 * A fused stage at work: one head and the body it feeds. One thread calls everything, in the order
 * {@link #open}, {@link #produce}, then any number of {@link #frame} and {@link #seal}; {@link
 * #close} ends it in any case.
 */
public final class Stage {
  /** The name of the state of the head; no step has such a name. */
  static final String HEAD = "(head)";

  /** The name of the state of event time. */
  static final String TIME = "(time)";

  private final Job job;
  private final String firstNode;
  private final StageTally tally = new StageTally();
  private final Body body;
  private final Operator head;
  private final @Nullable Epoch epoch;
  private final @Nullable StageChecks checks;
  private final StageSpec spec;
  private final Partitions partitions;
  private @Nullable LiveStore store;

  /**
   * Creates the stage for one worker.
   *
   * @param spec the stage, with user functions of this worker's own
   * @param job the job it runs for
   * @param partitions which worker of the next stage a key belongs to
   * @param host the thread it works on
   */
  public Stage(StageSpec spec, Job job, Partitions partitions, StageHost host) {
    this.job = job;
    this.spec = spec;
    this.partitions = partitions;
    firstNode = spec.firstNode();
    Wiring wiring = new Wiring(spec, job, partitions, host, tally);
    body = new Body(job, spec, wiring, host, tally);
    checks = wiring.checks();
    head = head(spec, job, body, host, partitions, wiring);
    epoch = job.incremental() ? job.epoch() : null;
  }

  private static Operator head(
      StageSpec spec, Job job, Body body, StageHost host, Partitions partitions, Wiring wiring) {
    int worker = partitions.self();
    PlanNode node = spec.head();
    if (node instanceof SourceNode source) {
      return source(source, job, body, host, worker);
    }
    if (node instanceof DiffNode diff) {
      return new DiffOperator(diff, spec, job, body, partitions);
    }
    if (node instanceof WholeNode whole) {
      return whole(whole.of(), spec, job, body, partitions, wiring);
    }
    if (node instanceof SinkNode sink) {
      return new SinkOperator(sink, spec, job, body, partitions);
    }
    if (node instanceof MemoNode memo) {
      return new MemoOperator(memo, spec, job, body, partitions, wiring.memoRow());
    }
    if (node instanceof ViewNode view && job.incremental()) {
      return new KeptViewOperator(view, job);
    }
    if (node instanceof GroupNode group && job.incremental()) {
      return new KeptGroupOperator(group, spec, job, body, wiring.checks(), null);
    }
    if (node instanceof JoinNode join) {
      return new JoinOperator(join, job, body);
    }
    if (node instanceof CombineNode combine && job.incremental()) {
      return new KeptCombineOperator(combine, job, body, null);
    }
    if (node instanceof GroupNode group) {
      return job.settings().streaming()
          ? new WindowGroupOperator(group, job, body)
          : new GroupOperator(group, spec, job, body);
    }
    if (node instanceof CombineNode combine) {
      return job.settings().streaming()
          ? new WindowCombineOperator(combine, job, body)
          : new CombineOperator(combine, job, body);
    }
    if (node instanceof ViewNode view) {
      return job.settings().streaming()
          ? new LiveViewOperator(view, job)
          : new ViewOperator(view, job);
    }
    return new StreamOperator(spec, job, body);
  }

  private static Operator whole(
      PlanNode of, StageSpec spec, Job job, Body body, Partitions partitions, Wiring wiring) {
    if (of instanceof GroupNode group) {
      return new KeptGroupOperator(group, spec, job, body, wiring.checks(), partitions);
    }
    return of instanceof CombineNode combine
        ? new KeptCombineOperator(combine, job, body, partitions)
        : new WholeRowsOperator((DiffNode) of, spec, job, body, partitions);
  }

  private static Operator source(SourceNode node, Job job, Body body, StageHost host, int worker) {
    Source source = node.source();
    if (source instanceof SourceSpec bounded) {
      return new SourceOperator(node, bounded, job, body, host);
    }
    if (source instanceof StreamSource unbounded) {
      return new StreamSourceOperator(node, unbounded, job, body, host, worker);
    }
    return new ScriptOperator(node, (Script) source, job, body, host, worker == 0);
  }

  /** Sets up the steps and the head, with the state of an earlier attempt if there was one. */
  public void open() throws Exception {
    body.open();
    head.open();
    if (job.settings().streaming()) {
      Snapshots snapshots = job.snapshots();
      // Of a view there is one worker on each member.
      boolean replicated = spec.head() instanceof ViewNode;
      int worker = replicated ? partitions.self() / job.parallelism() : partitions.self();
      LiveStore own = snapshots.open(firstNode, worker, partitions.owned(), replicated);
      store = own;
      StepStates states = new StepStates(own, partitions, snapshots);
      head.restore(states.of(HEAD));
      long time = body.restore(states);
      if (time > EventTime.START && !(spec.head() instanceof SourceNode)) {
        body.advance(head.advance(time));
      }
      if (snapshots.base() > 0) {
        committed(snapshots.base());
      }
    }
  }

  /**
   * Ends the bundle, hands over every frame, and saves what must be known to go on from here.
   *
   * @return what is to be uploaded, on any thread
   */
  public Pending save(long snapshot) throws Exception {
    LiveStore own = store;
    if (own == null) {
      throw new IllegalStateException("not open");
    }
    body.release();
    head.save(snapshot);
    body.save(snapshot);
    return own.seal(snapshot);
  }

  /** Says that a snapshot counts: effects that waited for it may be released. */
  public void committed(long snapshot) throws Exception {
    head.committed(snapshot);
    body.committed(snapshot);
  }

  /** Emits the rows of a source. */
  public void produce() throws Exception {
    head.produce();
  }

  /** Takes a frame. */
  public void frame(Frame frame) throws Exception {
    if (epoch != null) {
      tally.received(frame);
    }
    head.frame(frame);
  }

  /** Ends an epoch: emits all that is left of it and hands over every frame. */
  public void seal(long number) throws Exception {
    head.seal(number);
    body.seal(number);
    if (checks != null) {
      checks.seal();
    }
    if (epoch != null) {
      epoch.keep(firstNode, head.growth(tally.work()));
      if (!(head instanceof SinkOperator)) {
        epoch.sealed();
      }
    }
  }

  /** Says that no rows earlier than {@code watermark} will come in, but late ones. */
  public void advance(long watermark) throws Exception {
    body.advance(head.advance(watermark));
  }

  /** Does what has become due by the clock. */
  public void tick() {
    body.tick();
  }

  /** Hands over every frame, since nothing else is there to be done at the moment. */
  public void rest() {
    body.rest();
  }

  /**
   * Does all that is due at the moment and hands over every frame.
   *
   * @return whether there was anything to do since the last call
   */
  public boolean settle() {
    return body.settle();
  }

  /** Ends the bundle, if there is one, and hands over every frame. */
  public void commit() {
    body.commit();
  }

  /** Returns the time of the job's clock at which {@link #tick} should be called next. */
  public long wakeTime() {
    return body.wakeTime();
  }

  /** Returns whether rows wait that {@link #tick} will hand on before long. */
  public boolean inBundle() {
    return body.inBundle();
  }

  /** Returns whether event time has ended: nothing more will be put out. */
  public boolean ended() {
    return body.ended();
  }

  /**
   * Returns the first failure of a step, which counts even if user code caught the exception; null
   * if none.
   */
  public @Nullable Throwable stepFailure() {
    return body.failure();
  }

  /** Tears down the steps and frees the head. */
  public void close() throws Exception {
    try {
      body.close();
    } finally {
      try {
        head.close();
      } finally {
        job.worked(firstNode, tally.work());
        if (store != null) {
          store.close();
        }
      }
    }
  }
}

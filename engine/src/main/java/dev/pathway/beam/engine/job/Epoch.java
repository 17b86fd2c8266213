// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Publication;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceReader;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of an incremental job: what is remembered of those before it, and what this one adds.
 * Thread-safe.
 *
 * <p>Workers seal it one after the other, as their input ends. Sinks, which only look at what there
 * is to do until all others have sealed, act in two steps: when each of them has found that it can
 * express what changed, all do.
 */
public final class Epoch implements AutoCloseable {
  /** What comes between the name of a node and the version of a check in the name of the latter. */
  public static final String CHECK = "/check/";

  /** What names begin with under which there is something that belongs to no node. */
  private static final String OWN = "pathway:";

  /** What the numbers of rows are kept under: the weights of the ids of those that keep them. */
  private static final String ROWS = OWN + "rows";

  private static final byte[] NOTHING = {};

  /** What the publication keeps its notes under. */
  private static final String PUBLISHED = OWN + "published";

  private final TraceStore store;
  private final Publication publication;
  private final @Nullable Revision revision;
  private final boolean trial;
  private final Snapshot past;
  private final long number;
  private final Map<String, Long> growth = new ConcurrentHashMap<>();
  private final Set<String> changedViews = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Set<String> lastingChecks;
  private volatile Set<String> refilledChecks = Set.of();
  private final List<Delta> passing = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch unsealed = new CountDownLatch(0);
  private volatile CountDownLatch unchecked = new CountDownLatch(0);

  /** Returns how many rows a node remembers as of a snapshot of an epoch's store. */
  public static long rows(Snapshot snapshot, String node) throws IOException {
    TraceReader rows = snapshot.reader(ROWS);
    return rows.seek(node.getBytes(UTF_8)) && rows.nextValue() ? rows.weight() : 0;
  }

  /** Creates the epoch after the last one that was committed to a store, which stays open. */
  public Epoch(TraceStore store) {
    this(store, Publication.NOTHING, null);
  }

  /**
   * Creates the epoch, with what it changes outside of the store and, unless the plan is the one of
   * the last epoch, how it differs.
   */
  public Epoch(TraceStore store, Publication publication, @Nullable Revision revision) {
    this(store, publication, revision, false);
  }

  private Epoch(
      TraceStore store, Publication publication, @Nullable Revision revision, boolean trial) {
    this.trial = trial;
    this.store = store;
    this.publication = publication;
    this.revision = revision;
    if (revision != null) {
      changedViews.addAll(revision.views());
    }
    past = store.snapshot();
    number = store.epoch() + 1;
  }

  /** Returns an epoch of which nothing is kept. */
  public static Epoch trial(TraceStore store) {
    return new Epoch(store, Publication.NOTHING, null, true);
  }

  /** Returns the epoch's number, from 1. */
  public long number() {
    return number;
  }

  /** Returns what the epoch changes outside of the store. */
  public Publication publication() {
    return publication;
  }

  /** Returns what the publications of the epochs in a snapshot have noted. */
  public static TraceReader published(Snapshot past) {
    return past.reader(PUBLISHED);
  }

  /** Says how many workers there are; before any of them starts. */
  public void expectWorkers(int others, int sinks) {
    unsealed = new CountDownLatch(others);
    unchecked = new CountDownLatch(sinks);
  }

  /**
   * Says which checks of outputs there are; before any worker starts. What is kept for any other is
   * dropped: rows change in this epoch without it. So is what is kept for those that are given all
   * rows.
   */
  public void expectChecks(List<OutletCheck> expected) {
    Set<String> names = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (OutletCheck check : expected) {
      names.add(check.name());
      if (check.kind() == OutletCheck.Kind.ALL) {
        all.add(check.name());
      }
    }
    names.removeAll(all);
    refilledChecks = Set.copyOf(all);
    lastingChecks = names;
  }

  /** Returns the names of checks whose hashes are replaced by those of all rows there are. */
  public Set<String> refilledChecks() {
    return refilledChecks;
  }

  /** Returns whether a sink is given all rows there are, instead of those that changed. */
  public boolean isWhole(String sink) {
    return revision != null && revision.whole().contains(sink);
  }

  /** Returns whether all rows of a sink count as deleted and inserted again. */
  public boolean isAnew(String sink) {
    return revision != null && revision.anew().contains(sink);
  }

  /** Returns a reader of what is remembered under a name; owned by the calling thread. */
  public TraceReader reader(String arrangement) {
    return past.reader(arrangement);
  }

  /** Returns what the epoch adds under a name on behalf of the calling thread, which owns it. */
  public Delta delta(String arrangement) {
    return store.delta(arrangement);
  }

  /** Returns updates that are sorted like those of a delta, but not kept. */
  public Delta scratch() {
    return store.scratch();
  }

  /** Returns updates like {@link #scratch}, which can be read until the epoch is closed. */
  public Delta passing() {
    Delta delta = scratch();
    passing.add(delta);
    return delta;
  }

  /** Notes that a view is not what it was in the last epoch; before it is published. */
  public void changeView(String view) {
    changedViews.add(view);
  }

  /** Returns whether a view, which must have been published, is not what it was. */
  public boolean viewChanged(String view) {
    return changedViews.contains(view);
  }

  /** Notes that a node remembers more rows than before, or fewer, on behalf of a worker. */
  public void keep(String node, long rows) {
    growth.merge(node, rows, Long::sum);
  }

  /** Returns how many rows a node remembers more than before. */
  public long growth(String node) {
    return growth.getOrDefault(node, 0L);
  }

  /** Says that a worker that is no sink has sealed the epoch. */
  public void sealed() {
    unsealed.countDown();
  }

  /** Waits until all workers that are no sinks have sealed the epoch. */
  public void awaitSealed(JobContext job) {
    await(unsealed, job);
  }

  /** Says that a worker of a sink can do what is asked of it. */
  public void checked() {
    unchecked.countDown();
  }

  /** Waits until all sinks can do what is asked of them. */
  public void awaitChecked(JobContext job) {
    await(unchecked, job);
  }

  /**
   * Makes what the epoch added durable, all or nothing; once all workers have ended well.
   *
   * @throws IOException if it cannot be written: nothing has changed then
   */
  public void commit() throws IOException {
    if (trial) {
      return;
    }
    Delta rows = store.delta(ROWS);
    if (revision != null) {
      dropRows(revision, rows);
    }
    for (String name : past.arrangements()) {
      if (!name.startsWith(OWN) && !isKept(name)) {
        drop(name);
      }
    }
    for (Map.Entry<String, Long> each : growth.entrySet()) {
      rows.add(each.getKey().getBytes(UTF_8), NOTHING, each.getValue());
    }
    rows.seal();
    Delta published = store.delta(PUBLISHED);
    byte[] metadata = publication.prepare(published(past), published);
    published.seal();
    store.commit(metadata);
  }

  private boolean isKept(String name) {
    Set<String> expected = lastingChecks;
    return (revision == null || revision.keeps(name))
        && (expected == null || !name.contains(CHECK) || expected.contains(name));
  }

  /** Takes away what is kept under a name. */
  private void drop(String name) throws IOException {
    Delta delta = store.delta(name);
    for (TraceReader all = past.reader(name); all.nextKey(); ) {
      while (all.nextValue()) {
        delta.add(all.key(), all.value(), -all.weight());
      }
    }
    delta.seal();
  }

  /** Takes away how many rows nodes have that are no longer there. */
  private void dropRows(Revision kept, Delta rows) throws IOException {
    for (TraceReader all = past.reader(ROWS); all.nextKey(); ) {
      if (!kept.keeps(new String(all.key(), UTF_8)) && all.nextValue()) {
        rows.add(all.key(), NOTHING, -all.weight());
      }
    }
  }

  /**
   * Carries out what the epoch changes outside of the store; once it is committed.
   *
   * @throws IOException if not all could be done, which is left to the next run then
   */
  public void publish() throws IOException {
    publication.carryOut();
  }

  /**
   * Gives back what the epoch reads of the past, and forgets what it added if that was not
   * committed.
   */
  @Override
  public void close() {
    publication.close();
    passing.forEach(Epoch::close);
    past.close();
    store.rollback();
  }

  private static void close(Delta delta) {
    try {
      delta.close();
    } catch (IOException e) {
      // A file that is left goes with the spill directory.
    }
  }

  private static void await(CountDownLatch latch, JobContext job) {
    StoppableWait.of(
        job,
        () -> {
          latch.await();
          return latch;
        });
  }
}

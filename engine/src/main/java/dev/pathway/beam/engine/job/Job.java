// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Publication;
import dev.pathway.beam.engine.spi.Reporting;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Leftovers;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on one member: everything its processors share. Thread-safe. */
public final class Job implements JobContext {
  /** How long user code that was interrupted may take to end before its thread is abandoned. */
  public static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  /** One thread for all jobs of the process. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final String id;
  private final String name;
  private final JobSettings settings;
  private final MemoryBudget memory;
  private final Supplier<SpillDirectory> spill;
  private final ClassLoader loader;
  private final UserThreads threads = new UserThreads(this::freeResources);
  private final Map<String, ViewSlot> views = new ConcurrentHashMap<>();
  private final Map<String, SplitPool> pools = new ConcurrentHashMap<>();
  private final RowCounts rowCounts = new RowCounts();
  private final Map<String, StageWork> stageWork = new ConcurrentHashMap<>();
  private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final Leftovers leftovers = new Leftovers(CLEANER);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final JobClock clock = new JobClock();
  private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();
  private volatile Rounds rounds = new Rounds(0, this::wakeAll);
  private final Map<String, List<?>> listings = new HashMap<>();
  private final Map<String, LiveView> liveViews = new ConcurrentHashMap<>();
  private final @Nullable Epoch epoch;
  private final Placement placement;
  private volatile Snapshots snapshots;
  private volatile boolean draining;
  private volatile boolean stopping;

  /**
   * Creates a job, whose user code is loaded with the calling thread's context loader; {@code
   * memory} and {@code spill} are shared with other jobs and not closed by this one.
   */
  public Job(
      String id,
      String name,
      JobSettings settings,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill) {
    this(id, name, settings, memory, spill, null, Placement.ALONE);
  }

  /** Creates a job that computes an epoch, if one is given. */
  public Job(
      String id,
      String name,
      JobSettings settings,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill,
      @Nullable Epoch epoch) {
    this(id, name, settings, memory, spill, epoch, Placement.ALONE);
  }

  /** Creates this member's part of a job that runs on several. */
  public Job(
      String id,
      String name,
      JobSettings settings,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill,
      Placement placement) {
    this(id, name, settings, memory, spill, null, placement);
  }

  private Job(
      String id,
      String name,
      JobSettings settings,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill,
      @Nullable Epoch epoch,
      Placement placement) {
    this.placement = placement;
    this.epoch = epoch;
    this.id = id;
    this.name = name;
    this.settings = settings;
    this.memory = memory;
    this.spill = spill;
    snapshots = Snapshots.none(memory, spill);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    loader = context == null ? Job.class.getClassLoader() : context;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns the loader of user code. */
  public ClassLoader loader() {
    return loader;
  }

  /** Says who takes part in the job on this member; before any of them starts. */
  public void expect(Headcount headcount) {
    rounds = new Rounds(headcount.workers(), this::wakeAll);
    headcount.viewReaders().forEach((view, count) -> liveView(view).expectReaders(count));
  }

  /** Has the job take snapshots, before its first worker starts. */
  public void snapshots(Snapshots newSnapshots) {
    snapshots = newSnapshots;
    closeAtEnd(newSnapshots);
  }

  /** Returns where the job keeps the state of its workers. */
  public Snapshots snapshots() {
    return snapshots;
  }

  @Override
  public boolean incremental() {
    return epoch != null;
  }

  @Override
  public long epochNumber() {
    return epoch == null ? 0 : epoch.number();
  }

  /** Returns the epoch that the job computes. */
  public Epoch epoch() {
    if (epoch == null) {
      throw new IllegalStateException("job '" + name + "' is not incremental");
    }
    return epoch;
  }

  @Override
  public Publication publication() {
    return epoch().publication();
  }

  @Override
  public int parallelism() {
    return settings.parallelism();
  }

  @Override
  public int member() {
    return placement.member();
  }

  /** Returns how many members run the job. */
  public int members() {
    return placement.members();
  }

  /** Returns how many workers each stage has on all members together. */
  public int totalParallelism() {
    return placement.members() * settings.parallelism();
  }

  /** Returns the rounds of the job's scripts. */
  public Rounds rounds() {
    return rounds;
  }

  @Override
  public JobClock clock() {
    return clock;
  }

  @Override
  public long synchronizationLag() {
    return clock.synchronizationLag();
  }

  /** Has {@code wake} called whenever {@link #wakeAll} is; must return at once. */
  public void onWake(Runnable wake) {
    sleepers.add(wake);
  }

  @Override
  public void wakeAll() {
    sleepers.forEach(Runnable::run);
  }

  /** Returns how the job runs. */
  public JobSettings settings() {
    return settings;
  }

  @Override
  public MemoryBudget memory() {
    return memory;
  }

  @Override
  public Supplier<SpillDirectory> spill() {
    return spill;
  }

  @Override
  public Leftovers leftovers() {
    return leftovers;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  /**
   * Returns what those of the objects that the job's functions share on this member have to report,
   * by their types.
   */
  public Map<String, Serializable> reports() {
    Map<String, Serializable> reports = new HashMap<>();
    shared.forEach(
        (type, object) -> {
          if (object instanceof Reporting reporting) {
            reports.put(type.getName(), reporting.report());
          }
        });
    return reports;
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> create) {
    return type.cast(shared.computeIfAbsent(type, key -> create.get()));
  }

  /** Returns the place of a view. */
  public ViewSlot view(String viewId) {
    return views.computeIfAbsent(viewId, key -> new ViewSlot());
  }

  /**
   * Waits for a view.
   *
   * @throws JobStoppedException if the job is stopped
   */
  public View awaitView(String viewId) {
    return StoppableWait.of(this, view(viewId)::await);
  }

  /** Returns the pool of a source's splits; {@code source} is used at the first call only. */
  public SplitPool splits(String sourceId, SourceSpec source) {
    return pools.computeIfAbsent(
        sourceId, key -> new SplitPool(source, this, totalParallelism(), shared(sourceId)));
  }

  /** Returns the splits of an unbounded source; {@code source} is used at the first call only. */
  public List<StreamSplit> streamSplits(String sourceId, StreamSource source) throws Exception {
    return listing(sourceId, () -> source.splits(this, totalParallelism())).stream()
        .map(StreamSplit.class::cast)
        .toList();
  }

  /**
   * Returns the splits of a bounded source that nobody takes from its {@linkplain #splits pool};
   * {@code source} is used at the first call only.
   */
  public List<Split> boundedSplits(String sourceId, SourceSpec source) throws Exception {
    return listing(sourceId, () -> source.splits(this, totalParallelism())).stream()
        .map(Split.class::cast)
        .toList();
  }

  private List<?> listing(String sourceId, Callable<? extends List<? extends Serializable>> list)
      throws Exception {
    synchronized (listings) {
      List<?> splits = listings.get(sourceId);
      if (splits == null) {
        SharedSplits shared = shared(sourceId);
        splits = List.copyOf(shared == null ? list.call() : shared.open(list));
        listings.put(sourceId, splits);
      }
      return splits;
    }
  }

  private @Nullable SharedSplits shared(String sourceId) {
    SplitBoard board = placement.board();
    return board == null ? null : new SharedSplits(sourceId, board, placement.lists());
  }

  /** Returns the view of a streaming job, which changes while the job runs. */
  public LiveView liveView(String viewId) {
    return liveViews.computeIfAbsent(
        viewId,
        key -> {
          LiveView view = new LiveView(this::viewChanged);
          closeAtEnd(view);
          return view;
        });
  }

  private void viewChanged() {
    // A round may have passed those who wait for the view before this was known.
    rounds.acted();
    wakeAll();
  }

  /**
   * Has unbounded sources stop reading, so that the job ends once what was read is done with. A
   * batch job, which comes to an end anyway, goes on to it: nothing of its input is left out.
   */
  public void drain() {
    if (settings.streaming()) {
      draining = true;
      wakeAll();
    }
  }

  @Override
  public boolean draining() {
    return draining;
  }

  /**
   * Starts a thread for user code: {@code work}, which is interrupted once the job stops, then
   * {@code cleanup}.
   */
  public void startThread(String threadName, Runnable work, Runnable cleanup) {
    threads.start(threadName, loader, work, cleanup);
  }

  /** Returns how many rows the job's collections have had. */
  public RowCounts rowCounts() {
    return rowCounts;
  }

  /** Adds what a worker of a stage has done. */
  public void worked(String firstNode, StageWork work) {
    stageWork.merge(firstNode, work, StageWork::plus);
  }

  /** Returns what those workers of a stage have done that have ended. */
  public StageWork work(String firstNode) {
    return stageWork.getOrDefault(firstNode, StageWork.NONE);
  }

  @Override
  public void closeAtEnd(AutoCloseable resource) {
    synchronized (resources) {
      resources.add(resource);
    }
  }

  /** Records a failure, the first of which counts, and stops the job. */
  public void fail(Throwable cause) {
    if (!(cause instanceof JobStoppedException) && !stopping) {
      failure.compareAndSet(null, cause);
    }
    stop();
  }

  /** Stops the job: its threads end when they see it, or are interrupted. Returns at once. */
  public void stop() {
    stopping = true;
    wakeAll();
  }

  /** Returns the first failure. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /**
   * Waits for the job's threads, interrupting them if the job is stopping, then closes its
   * resources.
   *
   * @return whether all threads ended; those that did not were logged and abandoned, and the
   *     resources are closed once they do
   */
  public boolean close() {
    boolean ended = threads.stop(STOP_PATIENCE, stopping);
    if (ended) {
      freeResources();
    }
    return ended;
  }

  /**
   * Stops several jobs side by side: {@link #stop} for each, then {@link #close} for all at once,
   * so that all together get the patience of one. Returns once all are closed.
   */
  public static void stopAll(Collection<Job> jobs) {
    List<Job> all = List.copyOf(jobs);
    all.forEach(Job::stop);
    List<Thread> closers = new ArrayList<>();
    for (Job job : all) {
      Thread closer = new Thread(job::close, "pathway-" + job.name + "-stop");
      closers.add(closer);
      closer.start();
    }
    closers.forEach(Job::joinUninterruptibly);
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void freeResources() {
    synchronized (resources) {
      resources.forEach(this::free);
      resources.clear();
    }
    free(leftovers);
  }

  private void free(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("Could not free a resource of job '{}'", name, e);
    }
  }
}

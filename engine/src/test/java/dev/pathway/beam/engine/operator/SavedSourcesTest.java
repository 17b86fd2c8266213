// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.ListSource;
import dev.pathway.beam.engine.plain.MapState;
import dev.pathway.beam.engine.plain.MapState.Snapshot;
import dev.pathway.beam.engine.plain.RandomStream;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Source;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that are saved and restored while they read, on the test's own thread. */
final class SavedSourcesTest {
  private static final int PARTITIONS = 8;
  private static final int MAX_LOSSES = 8;

  private final AtomicInteger listings = new AtomicInteger();

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /** A member is gone. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Has something done whenever the source lets others do something; its clock always moves. */
  private static final class Interrupting implements StageHost {
    private final List<Frame> frames = new ArrayList<>();
    private final List<Long> marks = new ArrayList<>();
    private Runnable action = () -> {};
    private long nanos;

    @Override
    public void emit(int ordinal, Frame frame) {
      frames.add(frame);
    }

    @Override
    public void mark(int ordinal, long watermark) {
      marks.add(watermark);
    }

    @Override
    public void joinRound() {
      action.run();
    }

    @Override
    public void pause(long until) {
      action.run();
    }

    @Override
    public long nanoTime() {
      nanos += 500_000;
      return nanos;
    }
  }

  private static Job job(int workers) {
    return new Job(
        "id",
        "job",
        JobSettings.streaming(workers),
        new MemoryBudget(1 << 20),
        () -> {
          throw new IllegalStateException("nothing is spilled");
        });
  }

  /** One worker from a snapshot to its loss or its end. */
  private static final class Attempt {
    private final Interrupting host = new Interrupting();
    private final SplittableRandom random;
    private final boolean lasts;
    private final long number;
    private final HeadRun run;
    private final List<String> outputs = new ArrayList<>();
    private int saved = -1;
    private boolean ended;

    Attempt(SourceNode node, Job job, MapState state, SplittableRandom random, boolean lasts)
        throws Exception {
      this.random = random;
      this.lasts = lasts;
      number = state.restoredSnapshot() + 1;
      run = HeadRun.source(node, job, state.worker(), host.frames, host);
      run.head().restore(state);
      run.head().committed(state.restoredSnapshot());
      host.action = this::interrupt;
    }

    private void interrupt() {
      if (saved < 0 && random.nextInt(20) == 0) {
        save();
      } else if (saved >= 0 && !lasts && random.nextInt(20) == 0) {
        throw new Lost();
      }
    }

    private void save() {
      try {
        run.save(number);
        outputs.addAll(run.drain());
        saved = outputs.size();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Returns what was put out before the snapshot, or all if there is no loss. */
    List<String> produce() throws Exception {
      try {
        run.head().produce();
        ended = true;
      } catch (Lost | StepFailure e) {
        assertThat(e instanceof StepFailure ? e.getCause() : e).isInstanceOf(Lost.class);
      }
      outputs.addAll(run.drain());
      if (saved < 0) {
        saved = outputs.size();
        run.save(number);
      }
      if (lasts) {
        assertThat(ended).isTrue();
        saved = outputs.size();
      }
      return outputs.subList(0, saved);
    }
  }

  private List<String> disturbed(Source source, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    SourceNode node = new SourceNode("source", "source", "out", source);
    List<String> outputs = new ArrayList<>();
    Snapshot snapshot = Snapshot.NONE;
    for (int loss = 0; loss <= MAX_LOSSES; loss++) {
      int workers = random.nextInt(1, 4);
      int[] owners =
          IntStream.range(0, PARTITIONS)
              .map(partition -> partition < workers ? partition : random.nextInt(workers))
              .toArray();
      Job job = job(workers);
      List<MapState> states = new ArrayList<>();
      List<Attempt> attempts = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        MapState state = new MapState(snapshot, worker, owners, hash -> 0);
        states.add(state);
        attempts.add(new Attempt(node, job, state, random, loss == MAX_LOSSES));
      }
      for (Attempt attempt : attempts) {
        outputs.addAll(attempt.produce());
        attempt.run.close();
      }
      snapshot = Snapshot.of(snapshot.number() + 1, states);
    }
    return outputs;
  }

  private static List<String> text(List<Object> values, Source source) throws Exception {
    List<String> outputs = new ArrayList<>();
    Interrupting host = new Interrupting();
    SourceNode node = new SourceNode("source", "source", "out", source);
    try (HeadRun run = HeadRun.source(node, job(1), 0, host.frames, host)) {
      run.head().produce();
      outputs.addAll(run.drain());
    }
    assertThat(outputs).hasSameSizeAs(values);
    return outputs;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void stream_lostAndRestored_putsOutEachRowOnce(long seed) throws Exception {
    RandomStream stream = new RandomStream(seed, 1 + (int) (seed % 6), 400);
    StreamSource listed =
        (job, workers) -> {
          listings.incrementAndGet();
          return stream.splits(job, workers);
        };

    List<String> outputs = disturbed(listed, seed);

    assertThat(listings).hasValue(1);
    assertThat(outputs).containsExactlyInAnyOrderElementsOf(text(stream.values(), stream));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bounded_lostAndRestored_putsOutEachRowOnce(long seed) throws Exception {
    List<Row> rows = LongStream.range(0, 500).mapToObj(Row::of).toList();
    ListSource list = new ListSource(rows, 1 + (int) (seed % 6));

    List<String> outputs = disturbed(list, seed);

    assertThat(outputs).containsExactlyInAnyOrderElementsOf(text(List.copyOf(rows), list));
  }

  /** A source with an order of its own for each listing must not be listed again. */
  @Test
  void bounded_restored_isNotListedAgain() throws Exception {
    SourceSpec once =
        new SourceSpec() {
          private static final long serialVersionUID = 1L;

          @Override
          public List<Split> splits(JobContext job, int workers) {
            throw new IllegalStateException("listed");
          }
        };
    MapState state = MapState.alone(new Snapshot(3, Map.of()));
    Interrupting host = new Interrupting();
    SourceNode node = new SourceNode("source", "source", "out", once);
    try (HeadRun run = HeadRun.source(node, job(1), 0, host.frames, host)) {
      run.head().restore(state);
      run.head().produce();
      assertThat(run.drain()).isEmpty();
    }
  }

  /** Notes what it is told; ends after some elements. */
  private static final class Noting implements StreamReader {
    private static final int ELEMENTS = 100;

    private static final List<String> NOTES = new ArrayList<>();

    /** From how many elements on it says that nothing more comes. */
    private static int endFrom = ELEMENTS;

    private int next;

    Noting(byte @Nullable [] mark) {
      next = mark == null ? 0 : ByteBuffer.wrap(mark).getInt();
      NOTES.add("open " + next);
    }

    @Override
    public boolean advance() {
      if (next == ELEMENTS) {
        return false;
      }
      next++;
      return true;
    }

    @Override
    public Object element() {
      return new Row((long) next, next, null);
    }

    @Override
    public long watermark() {
      return next >= endFrom ? EventTime.END : 10L * next;
    }

    @Override
    public void committed() {
      NOTES.add("committed");
    }

    @Override
    public byte[] mark() {
      NOTES.add("mark " + next);
      return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
    }

    @Override
    public void markCommitted() {
      NOTES.add("mark committed");
    }

    @Override
    public void close() {
      NOTES.add("close");
    }
  }

  @Test
  void stream_endedSplit_isClosedOnceItsEndIsSavedAndNotOpenedAgain() throws Exception {
    Noting.NOTES.clear();
    StreamSource source = (job, workers) -> List.of((opener, mark) -> new Noting(mark));
    SourceNode node = new SourceNode("source", "source", "out", source);
    MapState state = MapState.alone(Snapshot.NONE);
    Interrupting host = new Interrupting();
    HeadRun run = HeadRun.source(node, job(1), 0, host.frames, host);
    run.head().restore(state);
    run.head().produce();
    assertThat(run.drain()).hasSize(Noting.ELEMENTS);

    run.save(1);
    run.head().committed(0);
    assertThat(Noting.NOTES).containsExactly("open 0", "mark 100");
    run.head().committed(1);
    assertThat(Noting.NOTES).containsExactly("open 0", "mark 100", "mark committed", "close");
    run.close();

    Interrupting again = new Interrupting();
    HeadRun restored = HeadRun.source(node, job(1), 0, again.frames, again);
    restored.head().restore(MapState.alone(Snapshot.of(1, List.of(state))));
    restored.head().produce();
    restored.save(2);
    restored.head().committed(2);
    restored.close();
    assertThat(restored.drain()).isEmpty();
    assertThat(again.marks).containsExactly(EventTime.END);
    assertThat(Noting.NOTES).hasSize(4);
  }

  /** Returns the marks of a source that is restored, before its first row. */
  private static List<Long> marksOfRestored(Interrupting host, IntPredicate lost) throws Exception {
    Noting.NOTES.clear();
    StreamSource source = (job, workers) -> List.of((opener, mark) -> new Noting(mark));
    SourceNode node = new SourceNode("source", "source", "out", source);
    MapState state = MapState.alone(Snapshot.NONE);
    HeadRun run = HeadRun.source(node, job(1), 0, host.frames, host);
    run.head().restore(state);
    AtomicInteger turns = new AtomicInteger();
    host.action =
        () -> {
          if (lost.test(turns.incrementAndGet())) {
            save(run);
            throw new Lost();
          }
        };
    produceUntilLost(run);
    assertThat(run.drain()).isNotEmpty().hasSizeLessThan(Noting.ELEMENTS);

    Interrupting again = new Interrupting();
    HeadRun restored = HeadRun.source(node, job(1), 0, again.frames, again);
    restored.head().restore(MapState.alone(Snapshot.of(1, List.of(state))));
    List<Long> marks = new ArrayList<>();
    again.action =
        () -> {
          marks.addAll(again.marks);
          throw new Lost();
        };
    produceUntilLost(restored);
    return marks;
  }

  private static void produceUntilLost(HeadRun run) throws Exception {
    assertThatThrownBy(() -> run.head().produce()).hasCauseInstanceOf(Lost.class);
    run.close();
  }

  @Test
  void stream_restored_saysWhereEventTimeWasBeforeItsFirstRow() throws Exception {
    Interrupting host = new Interrupting();

    List<Long> marks = marksOfRestored(host, turn -> !host.marks.isEmpty());

    assertThat(marks).first().isEqualTo(host.marks.get(host.marks.size() - 1));
  }

  @Test
  void stream_restoredThatSaysNothingMoreComesTooEarly_hasNotEnded() throws Exception {
    Noting.endFrom = 0;
    try {
      assertThat(marksOfRestored(new Interrupting(), turn -> turn == 5)).isEmpty();
    } finally {
      Noting.endFrom = Noting.ELEMENTS;
    }
  }

  private static void save(HeadRun run) {
    try {
      run.save(1);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.IndexedSource;
import dev.pathway.beam.engine.plain.LongTotal;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a row costs on its way from a source over a fused step and an exchange by key into a count.
 *
 * <p>Run with {@code mvn -Dfast -pl state,engine test-compile} and {@code java -cp <test class
 * path> org.openjdk.jmh.Main CountBenchmark -prof gc}. The score is the time of one job; divide by
 * {@link #ROWS}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class CountBenchmark {
  /** Rows of one job. */
  static final long ROWS = 20_000_000;

  @Param({"1000", "1000000"})
  long keys;

  @Param({"1", "2"})
  int parallelism;

  @Param({"false", "true"})
  boolean lifted;

  /** Counts all rows by key; returns the sum of the counts. */
  @Benchmark
  public long count() throws Exception {
    return count(ROWS, keys, lifted, Runs.settings(parallelism));
  }

  /** Runs one job, and returns the sum of the counts. */
  static long count(long rows, long keys, boolean lifted, JobSettings settings) throws Exception {
    JobHandle handle = Runs.start(plan(rows, keys, lifted), settings);
    Runs.await(handle);
    return handle.job().shared(LongAdder.class, LongAdder::new).sum();
  }

  private static Plan plan(long rows, long keys, boolean lifted) {
    Map<String, CollectionSpec> collections = new HashMap<>();
    for (String id : List.of("numbers", "keys", "partial", "counts")) {
      collections.put(id, new CollectionSpec(id, id, Longs::new, Weigher.constant(24)));
    }
    PlanNode source = new SourceNode("source", "source", "numbers", new Longs.Source(rows));
    PlanNode toKey =
        new StepNode(
            "key",
            "key",
            List.of("numbers"),
            "numbers",
            List.of("keys"),
            List.of(),
            new ToKey(keys),
            "map");
    PlanNode partial = combine("partial", "keys", "partial", CombineNode.Phase.PARTIAL);
    PlanNode counts =
        lifted
            ? combine("count", "partial", "counts", CombineNode.Phase.MERGE)
            : combine("count", "keys", "counts", CombineNode.Phase.COMPLETE);
    PlanNode total =
        new StepNode(
            "total",
            "total",
            List.of("counts"),
            "counts",
            List.of(),
            List.of(),
            new Total(),
            "sum");
    return new Plan(
        "count",
        new BareRows(),
        collections,
        List.of(
            new StageNode(
                "s0",
                "read",
                source,
                lifted ? List.of(toKey, partial) : List.of(toKey),
                List.of(lifted ? "partial" : "keys")),
            new StageNode("s1", "count", counts, List.of(total), List.of())));
  }

  private static CombineNode combine(
      String id, String input, String output, CombineNode.Phase phase) {
    return new CombineNode(
        id,
        id,
        List.of(input),
        input,
        output,
        new SelfKeys(),
        Windowing.GLOBAL,
        new Count(),
        phase);
  }

  /** Elements are values. */
  private static final class BareRows implements RowModel {
    @Override
    public Object element(
        @Nullable Object value,
        long timestamp,
        @Nullable Object windows,
        @Nullable Object pane,
        @Nullable Object extras) {
      return Objects.requireNonNull(value);
    }

    @Override
    public void unpack(Object element, RowSink sink) {
      sink.accept(element, 0, null, null, null);
    }
  }

  private static final class Longs implements Codec<Object> {
    @Override
    public void encode(Object value, OutputStream out) throws IOException {
      BasicCodecs.longs().encode((Long) value, out);
    }

    @Override
    public Object decode(InputStream in) throws IOException {
      return BasicCodecs.longs().decode(in);
    }

    private static final class Source extends IndexedSource {
      Source(long rows) {
        super(rows, 8);
      }

      @Override
      protected Object element(long index) {
        return index;
      }
    }
  }

  private record ToKey(long keys) implements StepSpec {
    @Override
    public StepFn create() {
      return new StepFn() {
        private Receiver output = element -> {};

        @Override
        public void setup(StepContext context) {
          output = context.output(0);
        }

        @Override
        public void process(Object element) {
          output.accept((Long) element * 31 % keys);
        }
      };
    }
  }

  private static final class Total implements StepSpec {
    @Override
    public StepFn create() {
      return new StepFn() {
        private @Nullable LongAdder sum;

        @Override
        public void setup(StepContext context) {
          sum = context.job().shared(LongAdder.class, LongAdder::new);
        }

        @Override
        public void process(Object element) {
          Objects.requireNonNull(sum).add((Long) element);
        }
      };
    }
  }

  /** Keys are the values themselves; a pair is its payload, where there is one. */
  private static final class SelfKeys implements KeyModel {
    @Override
    public Object identity(@Nullable Object value) {
      return value instanceof Partial partial ? partial.key : Objects.requireNonNull(value);
    }

    @Override
    public Object identityOfKey(@Nullable Object key) {
      return Objects.requireNonNull(key);
    }

    @Override
    public @Nullable Object key(Object identity) {
      return identity;
    }

    @Override
    public @Nullable Object payload(@Nullable Object value) {
      return value instanceof Partial partial ? partial.accumulator : value;
    }

    @Override
    public Object pair(@Nullable Object key, @Nullable Object payload) {
      return payload instanceof long[] accumulator
          ? new Partial(Objects.requireNonNull(key), accumulator)
          : Objects.requireNonNull(payload);
    }

    @Override
    public Codec<Object> identityCodec() {
      return new Longs();
    }

    @Override
    public Codec<Object> payloadCodec() {
      return new Longs();
    }
  }

  private static final class Partial {
    private final Object key;
    private final long[] accumulator;

    Partial(Object key, long[] accumulator) {
      this.key = key;
      this.accumulator = accumulator;
    }
  }

  private static final class Count extends LongTotal {
    @Override
    protected long of(@Nullable Object value) {
      return 1;
    }
  }

  /**
   * Runs jobs with the given keys, parallelism, lifting and number of times, and prints what a row
   * takes.
   */
  public static void main(String[] args) throws Exception {
    long keys = Long.parseLong(args[0]);
    int parallelism = Integer.parseInt(args[1]);
    boolean lifted = Boolean.parseBoolean(args[2]);
    for (int i = Integer.parseInt(args[3]); i > 0; i--) {
      long start = System.nanoTime();
      long cpuStart = cpuNanos();
      long counted = count(ROWS, keys, lifted, Runs.settings(parallelism));
      System.out.printf(
          "%d keys, parallelism %d, lifted %b: %.1f ns/row, %.1f ns/row of all processors%n",
          keys,
          parallelism,
          lifted,
          (double) (System.nanoTime() - start) / counted,
          (double) (cpuNanos() - cpuStart) / counted);
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO.WriteRecords;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.joda.time.Instant;

/**
 * An attempt of a job that writes exactly once, whose steps are called by hand: so it can be
 * abandoned between any two calls, and another one go on from what it has saved.
 */
final class WriteSteps implements AutoCloseable {
  /** What is there after a snapshot; before the first one, {@link #NONE}. */
  record Saved(long snapshot, List<KeptState> states) {
    static final Saved NONE = new Saved(0, List.of());
  }

  private final int workers;
  private final StepFn sharding;
  private final List<StepFn> writing = new ArrayList<>();
  private final List<KeptState> states = new ArrayList<>();
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private long snapshot;

  /**
   * Starts an attempt that goes on from a snapshot.
   *
   * @param workers how many workers write
   */
  WriteSteps(WriteRecords<Long, String> write, int workers, Saved from) throws Exception {
    this.workers = workers;
    snapshot = from.snapshot();
    Plan plan = plan(write);
    sharding = step(plan, "records by shard").create();
    sharding.setup(new Context("sharding", this::route));
    for (int worker = 0; worker < workers; worker++) {
      StepFn fn = step(plan, "transactions").create();
      KeptState state = new KeptState(worker, workers, from.snapshot(), from.states());
      writing.add(fn);
      states.add(state);
      fn.setup(new Context("writing", row -> {}));
      fn.restore(state);
    }
  }

  private static Plan plan(WriteRecords<Long, String> write) {
    Pipeline pipeline = KafkaJobs.pipeline();
    pipeline
        .apply(
            Create.of(new ProducerRecord<>("any", 0L, ""))
                .withCoder(ProducerRecordCoder.of(VarLongCoder.of(), StringUtf8Coder.of())))
        .apply("Orders", write);
    return new PipelineTranslator("job", new Checks(false, false)).translate(pipeline);
  }

  private static StepSpec step(Plan plan, String kind) {
    return plan.nodes().stream()
        .flatMap(node -> ((StageNode) node).members().stream())
        .filter(member -> member instanceof StepNode step && step.kind().equals(kind))
        .map(member -> SerializableUtils.clone(((StepNode) member).step()))
        .findFirst()
        .orElseThrow();
  }

  /** Has a record written that came at a time. */
  void send(ProducerRecord<Long, String> record, long timeMillis) throws Exception {
    sharding.process(
        WindowedValues.timestampedValueInGlobalWindow(record, Instant.ofEpochMilli(timeMillis)));
  }

  @SuppressWarnings("unchecked") // records by shard
  private void route(Object row) {
    int shard = ((WindowedValue<KV<Integer, byte[]>>) row).getValue().getKey();
    try {
      writing.get(KeptState.partitionOf(Integer.hashCode(shard)) % workers).process(row);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes the next snapshot, and returns it. */
  Saved save() throws Exception {
    snapshot++;
    List<KeptState> saved = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      writing.get(worker).finishBundle();
      writing.get(worker).bundleCommitted();
      writing.get(worker).save(snapshot);
      saved.add(states.get(worker).copy());
    }
    return new Saved(snapshot, saved);
  }

  /** Says to all workers that a snapshot is committed. */
  void committed(Saved saved) throws Exception {
    committed(saved, workers);
  }

  /** Says to the first so many workers that a snapshot is committed. */
  void committed(Saved saved, int count) throws Exception {
    for (StepFn each : writing.subList(0, Math.min(count, workers))) {
      each.committed(saved.snapshot());
    }
  }

  /** Returns how many entries the workers keep. */
  int entries() {
    return states.stream().mapToInt(KeptState::size).sum();
  }

  @Override
  public void close() {
    tearDown(sharding);
    writing.forEach(WriteSteps::tearDown);
  }

  private static void tearDown(StepFn step) {
    try {
      step.teardown();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Context implements StepContext {
    private final String name;
    private final Receiver output;

    Context(String name, Receiver output) {
      this.name = name;
      this.output = output;
    }

    @Override
    public Receiver output(int index) {
      return output;
    }

    @Override
    public View view(int index) {
      throw new UnsupportedOperationException("no views");
    }

    @Override
    public int diff() {
      return 1;
    }

    @Override
    public JobContext job() {
      return (JobContext)
          Proxy.newProxyInstance(
              JobContext.class.getClassLoader(),
              new Class<?>[] {JobContext.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "name" -> "job";
                    case "parallelism" -> workers;
                    case "shared" ->
                        shared.computeIfAbsent(
                            (Class<?>) args[0], type -> ((Supplier<?>) args[1]).get());
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    @Override
    public String name() {
      return name;
    }
  }
}

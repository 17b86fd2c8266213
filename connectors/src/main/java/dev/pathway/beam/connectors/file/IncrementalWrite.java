// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.compat.WriteOperations;
import dev.pathway.beam.translation.source.ImpulseSource;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.WriteFiles;
import org.apache.beam.sdk.transforms.errorhandling.BadRecordRouter;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * WriteFiles in an incremental job. Elements are kept by destination, window and shard, so that
 * each shard that changed is written again as a whole.
 *
 * <p>Where there are to be files for all shards of a destination, those without elements follow
 * from those with; and where there are to be files if there is nothing at all, those follow from
 * there being no destination.
 */
final class IncrementalWrite {
  private final TransformNode transform;
  private final WriteFiles<?, ?, ?> write;
  private final TranslationContext context;
  private final String input;
  private final String output;
  private final PCollection<?> collection;

  private IncrementalWrite(TransformNode transform, TranslationContext context) {
    this.transform = transform;
    this.context = context;
    write = (WriteFiles<?, ?, ?>) transform.transform();
    // Side inputs are refused.
    input = transform.proto().getInputsMap().values().iterator().next();
    output = transform.proto().getOutputsMap().values().iterator().next();
    collection = context.pcollection(input);
  }

  /** Adds the nodes, or problems. */
  static void translate(TransformNode transform, TranslationContext context) {
    IncrementalWrite write = new IncrementalWrite(transform, context);
    List<String> problems = write.problems();
    if (problems.isEmpty()) {
      write.add();
    } else {
      context.problem(
          transform, "cannot be run incrementally, since it has " + String.join(" and ", problems));
    }
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!write.getAdditionalInputs().isEmpty()) {
      problems.add("side inputs");
    }
    if (write.getComputeNumShards() != null) {
      problems.add("a number of shards that is computed");
    }
    if (write.getShardingFunction() != null) {
      problems.add("a sharding function");
    }
    if (write.getBadRecordRouter() != BadRecordRouter.THROWING_ROUTER) {
      problems.add("a handler of bad records");
    }
    if (write.getWindowedWrites() && !FastGroups.suffice(collection.getWindowingStrategy())) {
      problems.add("files for windows that merge or may fire several times");
    }
    if (!WriteOperations.hasTemporaryFolder(operation())) {
      problems.add("a sink with a temporary folder of its own");
    }
    return problems;
  }

  @SuppressWarnings("unchecked") // types come together where the sink was made
  private WriteOperation<Object, Object> operation() {
    WriteOperation<?, ?> operation = WriteOperations.get(write);
    return (WriteOperation<Object, Object>)
        (operation instanceof TrackedWriteOperation<?, ?> tracked ? tracked.own() : operation);
  }

  private WindowFn<?, ?> windows() {
    return write.getWindowedWrites()
        ? collection.getWindowingStrategy().getWindowFn()
        : new GlobalWindows();
  }

  @SuppressWarnings("unchecked") // a coder of whatever the elements are
  private void add() {
    KvCoder<?, ?> names = (KvCoder<?, ?>) context.pcollection(output).getCoder();
    Coder<?> destinations = names.getKeyCoder();
    boolean windowed = write.getWindowedWrites();
    boolean byRunner = write.getNumShardsProvider() == null;
    boolean onePlace = destinations instanceof VoidCoder && windows() instanceof GlobalWindows;
    ShardedSink sink =
        new ShardedSink(
            transform.id(), operation(), windowed, write.getNumShardsProvider(), !onePlace);

    KvCoder<?, ?> shards = KvCoder.of(destinations, VarIntCoder.of());
    String sharded =
        step(
            input,
            "/sharded",
            KvCoder.of(shards, collection.getCoder()),
            new AssignShards(sink, (Coder<Object>) collection.getCoder()));
    String groups = group(sharded, "/groups", shards, collection.getCoder());
    List<String> written = List.of(declare("/names", names), declare("/written", shards));
    step(groups, written, new WriteShards(sink, false));
    boolean complete = !windowed || byRunner;
    if (complete) {
      addEmpty(sink, written.get(1), shards, names, !windowed && !skipsIfEmpty());
    }
    context.add(
        new FlattenNode(
            transform.id() + "/all names",
            transform.name(),
            complete ? List.of(written.get(0), id("/empty names")) : List.of(written.get(0)),
            context.declare(output)));
  }

  private boolean skipsIfEmpty() {
    return WriteOperations.skipsIfEmpty(write);
  }

  /** Adds what writes the shards without elements. */
  private void addEmpty(
      ShardedSink sink,
      String written,
      KvCoder<?, ?> shards,
      KvCoder<?, ?> names,
      boolean byDefault) {
    KvCoder<?, ?> marks = KvCoder.of(shards, VoidCoder.of());
    KvCoder<?, ?> ones = KvCoder.of(VoidCoder.of(), VarIntCoder.of());
    String destinations = group(written, "/destinations", shards.getKeyCoder(), VarIntCoder.of());
    List<String> missing =
        List.of(declare("/empty of destination", marks), declare("/destination", ones));
    step(destinations, missing, new EmptyShards(sink));
    String empty = missing.get(0);
    if (byDefault) {
      String impulse = declare("/impulse", ByteArrayCoder.of());
      context.add(
          new SourceNode(impulse + "/read", transform.name(), impulse, new ImpulseSource()));
      String seed = step(impulse, "/seed", ones, new DefaultShards.Seed());
      String any = flatten("/seed or destinations", ones, seed, missing.get(1));
      String all = group(any, "/any destination", VoidCoder.of(), VarIntCoder.of());
      String defaults = step(all, "/empty by default", marks, new DefaultShards(sink));
      empty = flatten("/empty", marks, empty, defaults);
    }
    String groups = group(empty, "/empty shards", shards, VoidCoder.of());
    step(groups, List.of(declare("/empty names", names)), new WriteShards(sink, true));
  }

  private String id(String suffix) {
    return transform.id() + suffix;
  }

  private String declare(String suffix, Coder<?> coder) {
    return context.declare(
        id(suffix), transform.name() + suffix, coder, WindowingStrategy.of(windows()));
  }

  private String step(String from, String suffix, Coder<?> coder, StepSpec step) {
    String made = declare(suffix, coder);
    step(from, List.of(made), step);
    return made;
  }

  private void step(String from, List<String> made, StepSpec step) {
    context.add(
        new StepNode(
            made.get(0) + "/step",
            transform.name(),
            List.of(from),
            from,
            made,
            List.of(),
            step,
            step.getClass().getSimpleName()));
  }

  private String flatten(String suffix, Coder<?> coder, String... from) {
    String made = declare(suffix, coder);
    context.add(new FlattenNode(made + "/flatten", transform.name(), List.of(from), made));
    return made;
  }

  private String group(String from, String suffix, Coder<?> keys, Coder<?> values) {
    String made = declare(suffix, KvCoder.of(keys, IterableCoder.of(values)));
    context.add(
        new GroupNode(
            made + "/group",
            transform.name(),
            List.of(from),
            from,
            made,
            KvKeys.of(keys, values),
            BeamWindows.of(WindowingStrategy.of(windows())),
            GroupNode.Payload.VALUES,
            "by key and window"));
    return made;
  }
}

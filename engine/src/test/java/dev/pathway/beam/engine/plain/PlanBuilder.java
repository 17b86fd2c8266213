// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds plans node by node. Methods that add a node return the ids of what it makes. */
public final class PlanBuilder {
  private final String name;
  private final List<PlanNode> nodes = new ArrayList<>();
  private final Map<String, CollectionSpec> collections = new HashMap<>();
  private long rowBytes = 32;

  /** Creates a builder of an empty plan. */
  public PlanBuilder(String name) {
    this.name = name;
  }

  /** Has the rows of the collections to come weigh so much. */
  public PlanBuilder rowBytes(long bytes) {
    rowBytes = bytes;
    return this;
  }

  private String id() {
    return "n" + nodes.size();
  }

  private String collection(String nodeName, int index) {
    String collectionId = "c" + collections.size();
    long bytes = rowBytes;
    collections.put(
        collectionId,
        new CollectionSpec(
            collectionId, nodeName + "." + index, PlainCodec::codec, Weigher.constant(bytes)));
    return collectionId;
  }

  /** Adds a source. */
  public String source(String nodeName, SourceSpec source) {
    String output = collection(nodeName, 0);
    nodes.add(new SourceNode(id(), nodeName, output, source));
    return output;
  }

  /** Adds an unbounded source. */
  public String stream(String nodeName, StreamSource source) {
    String output = collection(nodeName, 0);
    nodes.add(new SourceNode(id(), nodeName, output, source));
    return output;
  }

  /** Adds a script. */
  public String script(String nodeName, Script script) {
    String output = collection(nodeName, 0);
    nodes.add(new SourceNode(id(), nodeName, output, script));
    return output;
  }

  /** Adds a source of values at time 0 in the global window. */
  public String values(String nodeName, @Nullable Object... values) {
    return source(nodeName, new ListSource(Arrays.stream(values).map(Row::of).toList(), 2));
  }

  /** Adds a source of the numbers from 0 to {@code count - 1}. */
  public String numbers(String nodeName, long count) {
    return source(nodeName, new NumberSource(count, 4));
  }

  /** Adds a step with one output. */
  public String step(String nodeName, StepSpec step, String... inputs) {
    return step(nodeName, step, List.of(inputs), List.of(), 1).get(0);
  }

  /** Adds a step. */
  public List<String> step(
      String nodeName, StepSpec step, List<String> inputs, List<String> views, int outputs) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      made.add(collection(nodeName, i));
    }
    nodes.add(new StepNode(id(), nodeName, inputs, inputs.get(0), made, views, step, "Step"));
    return made;
  }

  /** Adds a step that collects into {@link Results}. */
  public void collect(String nodeName, String... inputs) {
    step(nodeName, Results.collector(nodeName), List.of(inputs), List.of(), 0);
  }

  /** Adds a step that collects into {@link KeptCollector.Kept}. */
  public void keep(String nodeName, String... inputs) {
    step(nodeName, new KeptCollector(nodeName), List.of(inputs), List.of(), 0);
  }

  /** Adds an exchange, by key or spreading. */
  public String exchange(String nodeName, boolean keyed, String... inputs) {
    String output = collection(nodeName, 0);
    KeyModel keys = keyed ? new PairKeys() : null;
    nodes.add(new ExchangeNode(id(), nodeName, List.of(inputs), inputs[0], output, keys));
    return output;
  }

  /** Adds a comparison with the last epoch. */
  public String diff(String nodeName, String input) {
    String output = collection(nodeName, 0);
    nodes.add(new DiffNode(id(), nodeName, List.of(input), input, output));
    return output;
  }

  /** Adds what remembers the outputs of the one step that is to read it. */
  public String memo(String nodeName, List<String> views, String input) {
    return memo(nodeName, views, false, input);
  }

  /** Adds what remembers the outputs of a step which runs on every row in each epoch. */
  public String memoOfEveryRow(String nodeName, String input) {
    return memo(nodeName, List.of(), true, input);
  }

  private String memo(String nodeName, List<String> views, boolean everyRow, String input) {
    String output = collection(nodeName, 0);
    nodes.add(new MemoNode(id(), nodeName, List.of(input), input, output, views, everyRow));
    return output;
  }

  /** Adds what keeps rows back from a sink. */
  public String sink(String nodeName, SinkNode.Deletions deletions, String input) {
    String output = collection(nodeName, 0);
    nodes.add(new SinkNode(id(), nodeName, List.of(input), input, output, List.of(), deletions));
    return output;
  }

  /** Adds a flatten. */
  public String flatten(String nodeName, String... inputs) {
    String output = collection(nodeName, 0);
    nodes.add(new FlattenNode(id(), nodeName, List.of(inputs), output));
    return output;
  }

  /** Adds a grouping of pairs. */
  public String group(String nodeName, Windowing windows, String... inputs) {
    return group(nodeName, windows, GroupNode.Payload.VALUES, inputs);
  }

  /** Adds a grouping. */
  public String group(
      String nodeName, Windowing windows, GroupNode.Payload payload, String... inputs) {
    String output = collection(nodeName, 0);
    nodes.add(
        new GroupNode(
            id(),
            nodeName,
            List.of(inputs),
            inputs[0],
            output,
            new PairKeys(),
            windows,
            payload,
            "test"));
    return output;
  }

  /** Adds a sum by key. */
  public String sum(String nodeName, Windowing windows, CombineNode.Phase phase, String... inputs) {
    String output = collection(nodeName, 0);
    nodes.add(
        new CombineNode(
            id(),
            nodeName,
            List.of(inputs),
            inputs[0],
            output,
            new PairKeys(),
            windows,
            new Sum(),
            phase));
    return output;
  }

  /** Adds the largest number by key, an aggregation that cannot take back an input. */
  public String largest(String nodeName, Windowing windows, String... inputs) {
    String output = collection(nodeName, 0);
    nodes.add(
        new CombineNode(
            id(),
            nodeName,
            List.of(inputs),
            inputs[0],
            output,
            new PairKeys(),
            windows,
            new Largest(),
            CombineNode.Phase.COMPLETE));
    return output;
  }

  /** Adds a sum by key in two phases. */
  public String liftedSum(String nodeName, Windowing windows, String... inputs) {
    String partial = sum(nodeName + "/partial", windows, CombineNode.Phase.PARTIAL, inputs);
    return sum(nodeName, windows, CombineNode.Phase.MERGE, partial);
  }

  /** Adds a view, of pairs by key or of values. */
  public String view(String nodeName, boolean keyed, Windowing windows, String... inputs) {
    String view = "v" + nodes.size();
    nodes.add(new ViewNode(id(), nodeName, List.of(inputs), view, new PlainView(windows, keyed)));
    return view;
  }

  private record PlainView(Windowing windowing, boolean keyed) implements ViewModel {
    @Override
    public WindowModel windows() {
      return windowing;
    }

    @Override
    public @Nullable KeyModel keys() {
      return keyed ? new PairKeys() : null;
    }

    @Override
    public Codec<Object> valueCodec() {
      return PlainCodec.codec();
    }
  }

  /** Returns the plan as it was built, one node for each call. */
  public Plan unfused() {
    return new Plan(name, new PlainRows(), collections, nodes);
  }

  /** Returns the plan fused as far as possible. */
  public Plan fused() {
    return Fusion.fuse(unfused(), () -> true);
  }

  /** Returns the plan with every node in a stage of its own. */
  public Plan separate() {
    return Fusion.fuse(unfused(), () -> false);
  }
}

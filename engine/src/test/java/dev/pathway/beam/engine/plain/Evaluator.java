// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.table.Accumulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluates unfused plans node by node on lists: what the engine must agree with. */
public final class Evaluator implements PlanNode.Visitor<Evaluator> {
  private final Map<String, List<Row>> collections = new HashMap<>();
  private final Map<String, View> views = new HashMap<>();
  private final JobContext job;

  private Evaluator(Plan plan) {
    job =
        new Job(
            "evaluation",
            plan.name(),
            JobSettings.batch(1),
            new MemoryBudget(Long.MAX_VALUE),
            () -> {
              throw new IllegalStateException("nothing is spilled");
            });
  }

  /** Returns what the plan collects. */
  public static Results evaluate(Plan plan) {
    Evaluator evaluator = new Evaluator(plan);
    plan.nodes().forEach(node -> node.accept(evaluator));
    return Results.of(evaluator.job);
  }

  private List<Row> inputs(PlanNode node) {
    List<Row> rows = new ArrayList<>();
    node.inputs().forEach(input -> rows.addAll(collections.getOrDefault(input, List.of())));
    return rows;
  }

  @Override
  public Evaluator visitSource(SourceNode node) {
    if (!(node.source() instanceof SourceSpec source)) {
      throw new UnsupportedOperationException("'" + node.name() + "' takes time to pass");
    }
    List<Row> rows = new ArrayList<>();
    try {
      for (Split split : source.splits(job, 1)) {
        SplitReader reader = split.open(job);
        while (reader.advance()) {
          rows.add((Row) reader.element());
        }
        reader.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    collections.put(node.output(), rows);
    return this;
  }

  @Override
  public Evaluator visitStep(StepNode node) {
    List<Receiver> receivers = new ArrayList<>();
    for (String output : node.outputs()) {
      List<Row> rows = new ArrayList<>();
      collections.put(output, rows);
      receivers.add(element -> rows.add((Row) element));
    }
    StepFn fn = node.step().create();
    try {
      fn.setup(new Context(node, receivers));
      fn.startBundle();
      for (Row row : inputs(node)) {
        fn.process(row);
      }
      fn.seal(0);
      fn.finishBundle();
      fn.teardown();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  private final class Context implements StepContext {
    private final StepNode node;
    private final List<Receiver> receivers;

    Context(StepNode node, List<Receiver> receivers) {
      this.node = node;
      this.receivers = receivers;
    }

    @Override
    public Receiver output(int index) {
      return receivers.get(index);
    }

    @Override
    public View view(int index) {
      return Objects.requireNonNull(views.get(node.views().get(index)));
    }

    @Override
    public int diff() {
      return 1;
    }

    @Override
    public JobContext job() {
      return job;
    }

    @Override
    public String name() {
      return node.name();
    }
  }

  @Override
  public Evaluator visitFlatten(FlattenNode node) {
    collections.put(node.output(), inputs(node));
    return this;
  }

  @Override
  public Evaluator visitExchange(ExchangeNode node) {
    collections.put(node.output(), inputs(node));
    return this;
  }

  @Override
  public Evaluator visitDiff(DiffNode node) {
    collections.put(node.output(), inputs(node));
    return this;
  }

  @Override
  public Evaluator visitSink(SinkNode node) {
    collections.put(node.output(), inputs(node));
    return this;
  }

  @Override
  public Evaluator visitMemo(MemoNode node) {
    collections.put(node.output(), inputs(node));
    return this;
  }

  @Override
  public Evaluator visitJoin(JoinNode node) {
    List<Row> joined = new ArrayList<>();
    for (Cell cell : cells(inputs(node), node.keys(), node.windows(), false)) {
      List<@Nullable Object> left = new ArrayList<>(cell.payloads);
      left.removeIf(payload -> !node.join().isLeft(payload));
      List<@Nullable Object> right = new ArrayList<>(cell.payloads);
      right.removeIf(node.join()::isLeft);
      if (right.isEmpty() && node.join().keepsUnmatched(true)) {
        right.add(null);
      }
      if (left.isEmpty() && node.join().keepsUnmatched(false)) {
        left.add(null);
      }
      for (Object one : left) {
        for (Object other : right) {
          joined.add(row(cell, node.join().joined(cell.key, one, other), node.windows()));
        }
      }
    }
    collections.put(node.output(), joined);
    return this;
  }

  @Override
  public Evaluator visitWhole(WholeNode node) {
    throw new IllegalArgumentException("a plan has no past by itself");
  }

  /** The rows of one key in one window. */
  private static final class Cell {
    private final Object window;
    private final @Nullable Object key;
    private final long firstMark;
    private final List<@Nullable Object> payloads = new ArrayList<>();
    private long mark;

    Cell(Object window, @Nullable Object key, long mark) {
      this.window = window;
      this.key = key;
      firstMark = mark;
      this.mark = firstMark;
    }
  }

  private record CellKey(Object window, Object identity) {}

  private static List<Cell> cells(
      List<Row> rows, KeyModel keys, WindowModel windows, boolean wholeElements) {
    Map<CellKey, Cell> cells = new LinkedHashMap<>();
    for (Row row : rows) {
      Object identity = keys.identity(row.value());
      for (Object window : windows.each(row.windows())) {
        long mark = windows.mark(row.timestamp(), window);
        Cell cell =
            cells.computeIfAbsent(
                new CellKey(window, identity), key -> new Cell(window, keys.key(identity), mark));
        cell.mark = windows.mergeMarks(cell.mark, mark);
        cell.payloads.add(wholeElements ? row : keys.payload(row.value()));
      }
    }
    return List.copyOf(cells.values());
  }

  private static Row result(Cell cell, @Nullable Object value, WindowModel windows) {
    return row(cell, new Pair(cell.key, value), windows);
  }

  @SuppressWarnings("unchecked")
  private static Row row(Cell cell, Object value, WindowModel windows) {
    return new Row(
        value,
        windows.outputTimestamp(cell.window, cell.mark),
        (List<Window>) windows.of(cell.window));
  }

  @Override
  public Evaluator visitGroup(GroupNode node) {
    List<Row> rows = new ArrayList<>();
    boolean whole = node.payload() == GroupNode.Payload.ELEMENTS;
    for (Cell cell : cells(inputs(node), node.keys(), node.windows(), whole)) {
      rows.add(result(cell, cell.payloads, node.windows()));
    }
    collections.put(node.output(), rows);
    return this;
  }

  @Override
  public Evaluator visitCombine(CombineNode node) {
    Accumulation<@Nullable Object, Object> accumulation =
        node.combine().accumulation(job, node.name());
    List<Row> rows = new ArrayList<>();
    for (Cell cell : cells(inputs(node), node.keys(), node.windows(), false)) {
      Object accumulator = accumulation.create();
      for (Object payload : cell.payloads) {
        accumulator =
            node.phase() == CombineNode.Phase.MERGE
                ? accumulation.merge(accumulator, Objects.requireNonNull(payload))
                : accumulation.add(accumulator, payload);
      }
      boolean partial = node.phase() == CombineNode.Phase.PARTIAL;
      rows.add(
          result(
              cell, partial ? accumulator : node.combine().extract(accumulator), node.windows()));
    }
    collections.put(node.output(), rows);
    return this;
  }

  @Override
  public Evaluator visitView(ViewNode node) {
    WindowModel windows = node.model().windows();
    KeyModel keys = node.model().keys();
    List<Row> rows = inputs(node);
    views.put(
        node.view(),
        new View() {
          private List<@Nullable Object> in(Object window) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Row row : rows) {
              for (Object each : windows.each(row.windows())) {
                if (each.equals(window)) {
                  values.add(row.value());
                }
              }
            }
            return values;
          }

          @Override
          public Iterable<@Nullable Object> values(Object window) {
            return in(window);
          }

          @Override
          public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
            KeyModel model = Objects.requireNonNull(keys);
            return in(window).stream()
                .filter(value -> model.identity(value).equals(model.identityOfKey(key)))
                .<@Nullable Object>map(model::payload)
                .toList();
          }

          @Override
          public Iterable<@Nullable Object> keys(Object window) {
            KeyModel model = Objects.requireNonNull(keys);
            return in(window).stream()
                .map(model::identity)
                .distinct()
                .<@Nullable Object>map(model::key)
                .toList();
          }
        });
    return this;
  }

  @Override
  public Evaluator visitStage(StageNode node) {
    throw new IllegalArgumentException("the plan is fused");
  }
}

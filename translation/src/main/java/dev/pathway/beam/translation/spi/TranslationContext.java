// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.translation.coder.CoderWeigher;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.options.ChangeDetection;
import dev.pathway.beam.translation.window.ElementCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/** What translators read of the pipeline, and where they put nodes, collections and problems. */
public final class TranslationContext {
  private final Map<String, PCollection<?>> pcollections;
  private final SerializablePipelineOptions options;
  private final Checks checks;
  private final boolean streaming;
  private final @Nullable ChangeDetection changeDetection;
  private final PartsTranslator partsTranslator;
  private final List<PlanNode> nodes = new ArrayList<>();
  private final Map<String, CollectionSpec> collections = new LinkedHashMap<>();
  private final Map<TupleTag<?>, String> views = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Creates the context of one translation.
   *
   * @param pcollections native collections by their ids in the proto
   * @param options the pipeline's options
   * @param checks which checks of user code are on
   * @param streaming whether event time advances while the pipeline runs
   * @param changeDetection by what a pipeline that runs on what changed since its last run tells
   *     that a file has; null for any other pipeline
   * @param partsTranslator translates what a composite consists of
   */
  public TranslationContext(
      Map<String, PCollection<?>> pcollections,
      SerializablePipelineOptions options,
      Checks checks,
      boolean streaming,
      @Nullable ChangeDetection changeDetection,
      PartsTranslator partsTranslator) {
    this.pcollections = new HashMap<>(pcollections);
    this.options = options;
    this.checks = checks;
    this.streaming = streaming;
    this.changeDetection = changeDetection;
    this.partsTranslator = partsTranslator;
  }

  /** Translates the transforms that a composite consists of. */
  @FunctionalInterface
  public interface PartsTranslator {
    /** Adds the nodes of all parts to the context. */
    void translate(TransformNode composite, TranslationContext context);
  }

  /** Returns the pipeline's options. */
  public SerializablePipelineOptions options() {
    return options;
  }

  /** Returns which checks of user code are on. */
  public Checks checks() {
    return checks;
  }

  /**
   * Returns whether event time advances while the pipeline runs; if not, all of it passes at the
   * end of the input.
   */
  public boolean streaming() {
    return streaming;
  }

  /** Returns whether the pipeline runs on what changed since its last run. */
  public boolean incremental() {
    return changeDetection != null;
  }

  /** Returns by what the pipeline, which must be incremental, tells that a file has changed. */
  public ChangeDetection changeDetection() {
    if (changeDetection == null) {
      throw new IllegalStateException("not an incremental pipeline");
    }
    return changeDetection;
  }

  /** Returns the native collection with an id. */
  public PCollection<?> pcollection(String id) {
    PCollection<?> found = pcollections.get(id);
    if (found == null) {
      throw new IllegalStateException("the pipeline has no collection '" + id + "'");
    }
    return found;
  }

  /** Returns the id of a native collection of the pipeline. */
  public String id(PCollection<?> pcollection) {
    return pcollections.entrySet().stream()
        // Not the same object where it was given another coder.
        .filter(entry -> entry.getValue().getName().equals(pcollection.getName()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the pipeline has no collection '" + pcollection.getName() + "'"));
  }

  /** Adds a node; its outputs must have been {@linkplain #declare declared}. */
  public void add(PlanNode node) {
    nodes.add(node);
  }

  /**
   * Returns the nodes that the parts of a composite translate to, and of the views they read, none
   * of which was added before or is by this call.
   */
  public List<PlanNode> parts(TransformNode composite) {
    List<PlanNode> before = List.copyOf(nodes);
    nodes.clear();
    partsTranslator.translate(composite, this);
    List<PlanNode> parts = List.copyOf(nodes);
    nodes.clear();
    nodes.addAll(before);
    return parts;
  }

  /** Declares a collection of the pipeline, and returns its id. */
  public String declare(String id) {
    PCollection<?> pcollection = pcollection(id);
    return declare(
        id, pcollection.getName(), pcollection.getCoder(), pcollection.getWindowingStrategy());
  }

  /** Declares a collection, and returns its id. */
  public String declare(String id, String name, Coder<?> coder, WindowingStrategy<?, ?> windowing) {
    Coder<? extends BoundedWindow> windowCoder = windowing.getWindowFn().windowCoder();
    collections.put(
        id,
        new CollectionSpec(
            id, name, ElementCodec.spec(coder, windowCoder), CoderWeigher.of(coder)));
    return id;
  }

  /**
   * Returns the id of a side input's view; when a view is asked for the first time, {@code make} is
   * to add the node that makes it.
   */
  public String view(PCollectionView<?> view, Consumer<String> make) {
    TupleTag<?> tag = ViewInternals.tag(view);
    String id = views.get(tag);
    if (id == null) {
      // Not the tag's id: it differs from one run to the next.
      id = "view-" + (views.size() + 1);
      views.put(tag, id);
      make.accept(id);
    }
    return id;
  }

  /** Adds a reason why a transform cannot run. */
  public void problem(TransformNode transform, String reason) {
    String urn =
        transform.urn().isEmpty() ? transform.transform().getClass().getName() : transform.urn();
    problems.add(new Problem(transform.name(), urn, reason));
  }

  /** Returns the problems found so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Returns the nodes added so far. */
  public List<PlanNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Returns the collections declared so far, by id. */
  public Map<String, CollectionSpec> collections() {
    return Map.copyOf(collections);
  }
}

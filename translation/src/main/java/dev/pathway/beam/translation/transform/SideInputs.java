// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.coder.OneKey;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.BeamViewModel;
import dev.pathway.beam.translation.dofn.BeamViewModel.Form;
import dev.pathway.beam.translation.sideinput.Pushback;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.stable.StableInput;
import dev.pathway.beam.translation.window.FastGroups;
import dev.pathway.beam.translation.window.LatestPanes;
import dev.pathway.beam.translation.window.NumberedPanes;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The views of side inputs. Where a window may have fired several times, a view of one value, or of
 * one for each key, has that of the latest pane; other views have the elements of all panes.
 */
final class SideInputs {
  private SideInputs() {}

  /** Adds the node that makes a view of a collection, and those in front of it. */
  static void add(
      String id, PCollectionView<?> view, String collection, TranslationContext context) {
    PCollection<?> input = context.pcollection(collection);
    WindowingStrategy<?, ?> windowing = ViewInternals.windowing(view);
    if (context.streaming()) {
      addLive(id, view, collection, context);
      return;
    }
    String rows =
        isUnique(view) && !FastGroups.suffice(windowing)
            ? latest(id, view, collection, context)
            : collection;
    context.add(
        new ViewNode(
            id,
            ViewNode.nameFor(input.getName()),
            List.of(rows),
            id,
            new BeamViewModel(view, input.getCoder(), windowing, Form.ELEMENT)));
  }

  /** Returns whether a view is of one value, or of one for each key. */
  private static boolean isUnique(PCollectionView<?> view) {
    return ViewInternals.isSingleton(view) || ViewInternals.isMap(view);
  }

  /**
   * Adds the nodes of a view in a stream: its elements are grouped by window, and whenever a window
   * fires, the pane takes the place of what the view had there.
   */
  private static void addLive(
      String id, PCollectionView<?> view, String collection, TranslationContext context) {
    PCollection<?> input = context.pcollection(collection);
    WindowingStrategy<?, ?> windowing = input.getWindowingStrategy();
    boolean numbered = isUnique(view) && !FastGroups.sufficeInStream(windowing);
    Coder<?> values = numbered ? NumberedPanes.coder(input.getCoder()) : input.getCoder();
    KeyModel one = new OneKey(input.getCoder());
    Grouping grouping = Grouping.of(one, windowing, input.getCoder(), context.options());
    String name = ViewNode.nameFor(input.getName());
    String panes =
        context.declare(
            id + "/panes", name, KvCoder.of(VoidCoder.of(), IterableCoder.of(values)), windowing);
    KeyedNodes.add(
        id + "/group",
        name,
        collection,
        one,
        VoidCoder.of(),
        numbered ? grouping.withPaneNumbers() : grouping,
        null,
        List.of(panes),
        List.of(),
        List.of(),
        "windows and panes",
        context);
    context.add(
        new ViewNode(
            id,
            name,
            List.of(panes),
            id,
            new BeamViewModel(
                view,
                input.getCoder(),
                ViewInternals.windowing(view),
                numbered ? Form.NUMBERED_PANE : Form.PANE)));
  }

  /**
   * Returns a step whose elements wait for their side inputs, where those come over time.
   *
   * @param keys the keys by which elements come to the step's workers, null if they come to any
   */
  @SuppressWarnings("unchecked") // windowed elements of the input
  static StepSpec awaited(
      StepSpec step,
      List<PCollectionView<?>> views,
      PCollection<?> input,
      @Nullable KeyModel keys,
      TranslationContext context) {
    if (views.isEmpty() || !context.streaming()) {
      return step;
    }
    Coder<?> elements = elementCoder(input);
    return new Pushback(
        step,
        List.copyOf(views),
        input.getWindowingStrategy().getAllowedLateness().getMillis(),
        (Coder<WindowedValue<Object>>) elements,
        keys);
  }

  /**
   * Returns a step that is given elements only once they are stable, if it is a stream's and its
   * function asks for that.
   *
   * @param keys as for {@link #awaited}
   */
  @SuppressWarnings("unchecked") // windowed elements of the input
  static StepSpec stable(
      StepSpec step,
      DoFn<?, ?> fn,
      PCollection<?> input,
      @Nullable KeyModel keys,
      TranslationContext context) {
    boolean asked =
        context.streaming()
            && DoFnSignatures.signatureForDoFn(fn).processElement().requiresStableInput();
    return asked
        ? new StableInput(step, (Coder<WindowedValue<Object>>) elementCoder(input), keys)
        : step;
  }

  private static Coder<?> elementCoder(PCollection<?> input) {
    return WindowedValues.getFullCoder(
        input.getCoder(), input.getWindowingStrategy().getWindowFn().windowCoder());
  }

  /** Adds what is needed to leave only the latest panes, and returns their collection. */
  private static String latest(
      String id, PCollectionView<?> view, String collection, TranslationContext context) {
    PCollection<?> input = context.pcollection(collection);
    Coder<?> coder = input.getCoder();
    boolean byKey = ViewInternals.isMap(view);
    KeyModel keys = BeamViewModel.uniqueKeys(view, coder);
    Coder<?> keyCoder = byKey ? ((KvCoder<?, ?>) coder).getKeyCoder() : VoidCoder.of();
    String name = "Panes of " + input.getName();
    String grouped =
        ElementGroups.add(
            id, name, collection, keys, keyCoder, byKey ? "by key" : "as one", context);
    String latest = context.declare(id + "/latest", name, coder, input.getWindowingStrategy());
    context.add(
        new StepNode(
            id + "/latest",
            name,
            List.of(grouped),
            grouped,
            List.of(latest),
            List.of(),
            new LatestPanes(),
            "latest panes"));
    return latest;
  }
}

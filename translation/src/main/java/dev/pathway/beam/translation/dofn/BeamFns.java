// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.KvSwap;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ProcessFunction;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Functions of Beam's own transforms that make the same of an element each time. */
final class BeamFns {
  private static final String BEAM = "org.apache.beam.";

  /**
   * Transforms that draw no numbers and look at no clock, unless a function of a user's does. A
   * combine with fan-out of hot keys draws some, but is replaced before it gets here.
   */
  private static final Set<String> STEADY =
      Stream.of(
              CoGroupByKey.class,
              Combine.class,
              Count.class,
              Distinct.class,
              Keys.class,
              KvSwap.class,
              MapElements.class,
              Values.class)
          .map(Class::getName)
          .collect(Collectors.toSet());

  /** What has code that a transform calls. */
  private static final List<Class<?>> FUNCTIONS =
      List.of(
          DoFn.class,
          GlobalCombineFn.class,
          ProcessFunction.class,
          Contextful.Fn.class,
          Comparator.class);

  /** What users make classes of to tell types; their coders are trusted anyway. */
  private static final List<Class<?>> DESCRIPTIONS =
      List.of(TupleTag.class, TypeDescriptor.class, Coder.class);

  private BeamFns() {}

  /**
   * Returns whether a function is steady.
   *
   * @param reached all objects that it holds
   */
  static boolean isSteady(Object fn, Collection<Object> reached) {
    return isSteady(fn) && reached.stream().allMatch(each -> isSteady(each) || isData(each));
  }

  private static boolean isData(Object object) {
    return isAny(DESCRIPTIONS, object)
        || (object.getClass().getName().startsWith(BEAM) && !isAny(FUNCTIONS, object));
  }

  private static boolean isAny(List<Class<?>> types, Object object) {
    return types.stream().anyMatch(type -> type.isInstance(object));
  }

  private static boolean isSteady(Object object) {
    String name = object.getClass().getName();
    int nested = name.indexOf('$');
    return STEADY.contains(nested < 0 ? name : name.substring(0, nested));
  }
}

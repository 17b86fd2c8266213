// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.annotations.Deterministic;
import dev.pathway.beam.annotations.NonDeterministic;
import dev.pathway.beam.engine.spi.Determinism;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.beam.sdk.testing.PAssert;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the determinism of user functions: what they are annotated with, or the
 * functions are that they hold, as those of Beam's transforms do.
 */
public final class Fns {
  private static final String BEAM = "org.apache.beam.";
  private static final int MAX_OBJECTS = 200;

  /**
   * What its functions put out for a failed assertion holds a stack trace, with names of lambdas.
   */
  private static final String ASSERTIONS = PAssert.class.getName();

  private Fns() {}

  /**
   * Returns the determinism of a function: none if it or anything it uses is annotated so, or if it
   * is one of {@link PAssert}'s; given if it is, or if it is one of Beam's and holds something that
   * is, or is known to be steady and holds no other function; else it is to be checked.
   */
  public static Determinism determinism(Object fn) {
    if (fn.getClass().getName().startsWith(ASSERTIONS)) {
      return Determinism.NONE;
    }
    Determinism found = Determinism.CHECKED;
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Queue<Object> waiting = new ArrayDeque<>();
    waiting.add(fn);
    seen.add(fn);
    while (!waiting.isEmpty()) {
      Object next = waiting.remove();
      if (next.getClass().isAnnotationPresent(NonDeterministic.class)) {
        return Determinism.NONE;
      }
      if (next.getClass().isAnnotationPresent(Deterministic.class)
          && (next == fn || fn.getClass().getName().startsWith(BEAM))) {
        found = Determinism.GIVEN;
      }
      for (Object held : used(next)) {
        if (seen.size() < MAX_OBJECTS && seen.add(held)) {
          waiting.add(held);
        }
      }
    }
    boolean complete = seen.size() < MAX_OBJECTS;
    return found == Determinism.CHECKED && complete && BeamFns.isSteady(fn, seen)
        ? Determinism.GIVEN
        : found;
  }

  /** Returns what an object holds, and of the instance it was made in only what its code reads. */
  private static List<Object> used(Object holder) {
    List<Object> used = new ArrayList<>();
    for (Class<?> at = holder.getClass(); isUsers(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        Object held = held(field, holder);
        if (held != null) {
          add(held, OuterUse.isOuter(field) ? OuterUse.fields(at) : null, used);
        }
      }
    }
    return used;
  }

  /** Adds an object, or if names are given, only what it holds in the fields so named. */
  private static void add(Object held, @Nullable Set<String> names, List<Object> used) {
    if (names == null) {
      used.add(held);
      return;
    }
    for (Class<?> at = held.getClass(); isUsers(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        Object inner = names.contains(field.getName()) ? held(field, held) : null;
        if (inner != null) {
          used.add(inner);
        }
      }
    }
  }

  /** Returns whether a class may hold functions of users: the JDK's do not show theirs. */
  private static boolean isUsers(@Nullable Class<?> type) {
    return type != null && type.getClassLoader() != null && !type.isEnum();
  }

  private static @Nullable Object held(Field field, Object holder) {
    if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers())) {
      return null;
    }
    try {
      field.setAccessible(true);
      Object held = field.get(holder);
      return held != null && isUsers(held.getClass()) ? held : null;
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return null;
    }
  }
}

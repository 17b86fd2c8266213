// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The ids that Beam draws for objects when a pipeline is made, which are other ones in each run:
 * names of tags without one of their own, by which views and outputs are told apart, and UUIDs in
 * fields of that type of Beam's classes. An id that user code has drawn is configuration, for it
 * cannot be told from one that somebody has chosen.
 */
final class MadeIds {
  private static final String BEAM = "org.apache.beam.sdk.";

  private MadeIds() {}

  /** Returns the ids that an object holds itself, by their identity. */
  static Set<Object> of(Object object) {
    Set<Object> made = Collections.newSetFromMap(new IdentityHashMap<>());
    if (object instanceof TupleTag<?> tag && isGenerated(tag)) {
      made.add(tag.getId());
    }
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith(BEAM)) {
        addUuids(object, type, made);
      }
    }
    return made;
  }

  /** A tag with a name of its own gives it to its output, too. */
  private static boolean isGenerated(TupleTag<?> tag) {
    return !tag.getOutName(0).equals(tag.getId());
  }

  private static void addUuids(Object object, Class<?> type, Set<Object> made) {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == UUID.class && !Modifier.isStatic(field.getModifiers())) {
        try {
          field.setAccessible(true);
          Object id = field.get(object);
          if (id != null) {
            made.add(id);
          }
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("made accessible", e);
        }
      }
    }
  }
}

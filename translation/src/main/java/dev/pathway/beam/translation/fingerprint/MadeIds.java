// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The ids that Beam draws for objects when a pipeline is made, which are other ones in each run:
 * names of tags without one of their own, by which views and outputs are told apart, also where
 * they are part of the name of another tag, as in a CoGroup of rows; UUIDs in fields of that type
 * of Beam's classes; and the names of a schema's fields where they are random UUIDs, which Select
 * takes if it is told the schema of its output, as Beam SQL does. Any other id that user code has
 * drawn is configuration, for it cannot be told from one that somebody has chosen.
 */
final class MadeIds {
  private static final String BEAM = "org.apache.beam.sdk.";

  private static final Pattern TAG = Pattern.compile("Tag<[^<>]*:\\d+#[0-9a-f]+>");
  private static final Pattern RANDOM_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private MadeIds() {}

  /** Returns a text with numbers in place of the tags in it whose names Beam has drawn. */
  static String numbered(String text, ToIntFunction<String> numbers) {
    return text.contains("Tag<")
        ? TAG.matcher(text).replaceAll(tag -> "Tag " + numbers.applyAsInt(tag.group()))
        : text;
  }

  /** Returns the ids that an object holds itself, by their identity. */
  static Set<Object> of(Object object) {
    Set<Object> made = Collections.newSetFromMap(new IdentityHashMap<>());
    if (object instanceof TupleTag<?> tag && isGenerated(tag)) {
      made.add(tag.getId());
    }
    if (object instanceof Schema.Field field && RANDOM_UUID.matcher(field.getName()).matches()) {
      made.add(field.getName());
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

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value visibly holds: the lengths of the texts and arrays, and the sizes of the collections
 * of the JDK, that it is or has in its fields, up to a few steps away. Costs tens of nanoseconds,
 * reads nothing lazily, and sees nothing of what is hidden deeper; what several values share counts
 * for each.
 */
public final class SizeGlance {
  private static final int DEPTH = 3;
  private static final int ELEMENTS_SEEN = 16;
  private static final long REFERENCE_BYTES = 8;

  /** The fields in which objects of a class hold others; none for classes of the JDK. */
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return readableFields(type);
        }
      };

  private SizeGlance() {}

  /** Returns what is seen of a value, in bytes; 0 where that is nothing. */
  public static long at(@Nullable Object value) {
    return at(value, DEPTH);
  }

  private static long at(@Nullable Object value, int depth) {
    if (value == null || depth == 0) {
      return 0;
    }
    if (value instanceof String text) {
      return text.length();
    }
    Class<?> type = value.getClass();
    if (type.isArray()) {
      return array(value, depth);
    }
    if (isJdk(type)) {
      if (value instanceof Collection<?> all) {
        return REFERENCE_BYTES * all.size() + first(all, depth - 1);
      }
      if (value instanceof Map<?, ?> map) {
        return 2 * REFERENCE_BYTES * map.size() + first(map.values(), depth - 1);
      }
      return 0;
    }
    return fields(value, type, depth - 1);
  }

  private static long array(Object array, int depth) {
    if (array instanceof Object[] objects) {
      return REFERENCE_BYTES * objects.length + first(Arrays.asList(objects), depth - 1);
    }
    int length = Array.getLength(array);
    return array instanceof byte[] || array instanceof boolean[]
        ? length
        : (long) Long.BYTES * length;
  }

  private static long first(Collection<?> all, int depth) {
    long bytes = 0;
    int seen = 0;
    for (Object element : all) {
      if (seen++ == ELEMENTS_SEEN) {
        break;
      }
      bytes += at(element, depth);
    }
    return bytes;
  }

  private static long fields(Object value, Class<?> type, int depth) {
    long bytes = 0;
    for (Field field : FIELDS.get(type)) {
      try {
        bytes += at(field.get(value), depth);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(field + " was made accessible and is not", e);
      }
    }
    return bytes;
  }

  private static List<Field> readableFields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type; each != null && !isJdk(each); each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getType().isPrimitive()
            && field.trySetAccessible()) {
          fields.add(field);
        }
      }
    }
    return List.copyOf(fields);
  }

  private static boolean isJdk(Class<?> type) {
    return type.getName().startsWith("java.");
  }
}

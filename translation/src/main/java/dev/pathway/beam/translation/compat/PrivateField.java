// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A field of one of Beam's classes that Beam gives no access to. */
final class PrivateField<T> {
  private final Class<?> owner;
  private final String name;

  /** Names a field; it is not looked for before it is used. */
  PrivateField(Class<?> owner, String name) {
    this.owner = owner;
    this.name = name;
  }

  /**
   * Returns the field's value.
   *
   * @throws IllegalStateException if this version of Beam has no such field
   */
  @SuppressWarnings("unchecked") // who names the field knows its type
  @Nullable T get(Object object) {
    try {
      return (T) field().get(object);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw missing(e);
    }
  }

  /**
   * Sets the field.
   *
   * @throws IllegalStateException if this version of Beam has no such field
   */
  void set(Object object, @Nullable T value) {
    try {
      field().set(object, value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw missing(e);
    }
  }

  private Field field() throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private IllegalStateException missing(Exception cause) {
    return new IllegalStateException(
        "Cannot use the field '"
            + name
            + "' of "
            + owner.getName()
            + ": this version of Beam is not supported",
        cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Type;

/** Writes the values of an annotation, which is how Beam is told of state, timers and methods. */
final class AnnotationText extends AnnotationVisitor {
  private final CodeText text;

  AnnotationText(CodeText text) {
    super(ClassText.API);
    this.text = text;
  }

  static AnnotationText of(String descriptor, CodeText text) {
    text.say(descriptor);
    return new AnnotationText(text);
  }

  private void name(@Nullable String name) {
    text.say(name == null ? "" : name);
  }

  @Override
  public void visit(@Nullable String name, Object value) {
    name(name);
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        text.constant(Array.get(value, i));
      }
    } else if (value instanceof Type type) {
      // Of no effect by itself: an annotation runs no code.
      text.say(type.getDescriptor());
    } else {
      text.constant(value);
    }
  }

  @Override
  public void visitEnum(@Nullable String name, String descriptor, String value) {
    name(name);
    text.say(descriptor, value);
  }

  @Override
  public AnnotationVisitor visitAnnotation(@Nullable String name, String descriptor) {
    name(name);
    return of(descriptor, text);
  }

  @Override
  public AnnotationVisitor visitArray(@Nullable String name) {
    name(name);
    return this;
  }
}

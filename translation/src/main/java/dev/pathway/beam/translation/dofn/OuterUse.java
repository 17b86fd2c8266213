// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What the code of an inner class uses of the instance in which its objects are made: they hold it,
 * whether they need it or not.
 */
final class OuterUse extends ClassVisitor {
  private static final int API = Opcodes.ASM9;
  private static final String OUTER = "this$";

  private final Set<String> fields = new HashSet<>();
  private final String owner;

  /** Whether the instance is used for anything but to read its fields. */
  private boolean escapes;

  private OuterUse(String owner) {
    super(API);
    this.owner = owner;
  }

  /** Returns whether a field is one in which the compiler keeps the outer instance. */
  static boolean isOuter(Field field) {
    return field.isSynthetic() && field.getName().startsWith(OUTER);
  }

  /**
   * Returns the names of the fields of the outer instance that a class reads; null if it may use
   * any, or its code is not found.
   */
  static @Nullable Set<String> fields(Class<?> inner) {
    String file = "/" + inner.getName().replace('.', '/') + ".class";
    try (InputStream in = inner.getResourceAsStream(file)) {
      if (in == null) {
        return null;
      }
      ClassReader reader = new ClassReader(in);
      OuterUse use = new OuterUse(reader.getClassName());
      reader.accept(use, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      return use.escapes ? null : use.fields;
    } catch (IOException | IllegalArgumentException e) {
      // The latter is what a class file of a newer Java ends in.
      return null;
    }
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new Reads();
  }

  /** Sees what is done with the instance at once after it is read. */
  private final class Reads extends MethodVisitor {
    private boolean isRead;

    Reads() {
      super(API);
    }

    private void other() {
      escapes |= isRead;
      isRead = false;
    }

    @Override
    public void visitFieldInsn(int opcode, String of, String name, String descriptor) {
      if (isRead && opcode == Opcodes.GETFIELD) {
        fields.add(name);
        isRead = false;
      } else {
        other();
        isRead = opcode == Opcodes.GETFIELD && of.equals(owner) && name.startsWith(OUTER);
      }
    }

    @Override
    public void visitInsn(int opcode) {
      other();
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      other();
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      other();
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      other();
    }

    @Override
    public void visitMethodInsn(
        int opcode, String of, String name, String descriptor, boolean isInterface) {
      other();
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      other();
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      other();
    }

    @Override
    public void visitLdcInsn(Object value) {
      other();
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      other();
    }
  }
}

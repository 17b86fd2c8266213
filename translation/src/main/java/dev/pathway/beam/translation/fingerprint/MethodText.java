// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes what a method does. */
final class MethodText extends MethodVisitor {
  private final CodeText text;
  private final Map<Label, Integer> labels = new HashMap<>();

  MethodText(CodeText text) {
    super(ClassText.API);
    this.text = text;
  }

  private void label(Label label) {
    text.say(labels.computeIfAbsent(label, key -> labels.size()));
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    return AnnotationText.of(descriptor, text);
  }

  @Override
  public AnnotationVisitor visitParameterAnnotation(
      int parameter, String descriptor, boolean visible) {
    text.say(parameter);
    return AnnotationText.of(descriptor, text);
  }

  @Override
  public AnnotationVisitor visitAnnotationDefault() {
    return new AnnotationText(text);
  }

  @Override
  public void visitInsn(int opcode) {
    text.say(opcode);
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    text.say(opcode);
    text.say(operand);
  }

  @Override
  public void visitVarInsn(int opcode, int index) {
    text.say(opcode);
    text.say(index);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    text.say(opcode);
    text.use(type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    text.say(opcode);
    text.say(name, descriptor);
    if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
      text.say(owner);
      text.useInitializer(owner);
    } else {
      text.use(owner);
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    text.say(opcode);
    if (opcode == Opcodes.INVOKESTATIC) {
      text.useStatic(owner, name, descriptor);
    } else {
      text.use(owner);
      text.say(name, descriptor);
    }
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    text.say(Opcodes.INVOKEDYNAMIC);
    text.say(name, descriptor);
    text.handle(bootstrap);
    for (Object argument : arguments) {
      text.constant(argument);
    }
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    text.say(opcode);
    label(label);
  }

  @Override
  public void visitLabel(Label label) {
    label(label);
  }

  @Override
  public void visitLdcInsn(Object value) {
    text.say(Opcodes.LDC);
    text.constant(value);
  }

  @Override
  public void visitIincInsn(int index, int increment) {
    text.say(Opcodes.IINC);
    text.say(index);
    text.say(increment);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... cases) {
    text.say(Opcodes.TABLESWITCH);
    text.say(min);
    text.say(max);
    label(otherwise);
    for (Label each : cases) {
      label(each);
    }
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] cases) {
    text.say(Opcodes.LOOKUPSWITCH);
    label(otherwise);
    for (int i = 0; i < keys.length; i++) {
      text.say(keys[i]);
      label(cases[i]);
    }
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    text.say(Opcodes.MULTIANEWARRAY);
    text.use(Type.getType(descriptor));
    text.say(dimensions);
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    label(start);
    label(end);
    label(handler);
    if (type != null) {
      text.use(type);
    }
  }
}

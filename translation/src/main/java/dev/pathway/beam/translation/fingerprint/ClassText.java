// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes what a class says, apart from line numbers, the order of its members and the numbers that
 * the compiler gives to lambdas and anonymous classes.
 */
final class ClassText extends ClassVisitor {
  static final int API = Opcodes.ASM9;

  private final Predicate<String> isJobs;
  private final CodeText header;
  private final List<Member> fields = new ArrayList<>();
  private final List<Member> methods = new ArrayList<>();
  private final String owner;

  /**
   * A field or method.
   *
   * @param name its name and descriptor
   * @param generated whether the compiler made it, to be reached from what uses it
   * @param text what it says
   */
  private record Member(String name, boolean generated, CodeText text) {}

  private ClassText(String owner, Predicate<String> isJobs) {
    super(API);
    this.owner = owner;
    this.isJobs = isJobs;
    header = new CodeText(isJobs);
  }

  /** Returns the code of the class in a class file, and of each of its methods. */
  static Map<CodePart, Code> read(byte[] classFile, Predicate<String> isJobs) {
    ClassReader reader = new ClassReader(classFile);
    ClassText text = new ClassText(reader.getClassName(), isJobs);
    reader.accept(text, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return text.parts();
  }

  private Map<CodePart, Code> parts() {
    Map<CodePart, Code> parts = new HashMap<>();
    Comparator<Member> byName = Comparator.comparing(member -> CodeText.stable(member.name));
    fields.stream().sorted(byName).forEach(field -> header.add(field.text.code()));
    for (Member method : methods.stream().sorted(byName).toList()) {
      Code code = method.text.code();
      parts.put(new CodePart(owner, method.name), code);
      if (!method.generated) {
        header.add(code);
      }
    }
    parts.put(CodePart.ofClass(owner), header.code());
    return parts;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    header.say(access);
    header.say(name, signature == null ? "" : signature);
    if (superName != null) {
      header.use(superName);
    }
    if (interfaces != null) {
      for (String each : interfaces) {
        header.use(each);
      }
    }
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    return AnnotationText.of(descriptor, header);
  }

  @Override
  public void visitAttribute(Attribute attribute) {
    // Nothing that runs.
  }

  @Override
  public FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    CodeText text = member(access, name, descriptor, signature, fields);
    if (value != null) {
      text.constant(value);
    }
    return new FieldVisitor(API) {
      @Override
      public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
        return AnnotationText.of(annotation, text);
      }
    };
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new MethodText(member(access, name, descriptor, signature, methods));
  }

  private CodeText member(
      int access, String name, String descriptor, @Nullable String signature, List<Member> all) {
    CodeText text = new CodeText(isJobs);
    text.say(access);
    text.say(name, descriptor, signature == null ? "" : signature);
    boolean generated = (access & Opcodes.ACC_SYNTHETIC) != 0 && (access & Opcodes.ACC_BRIDGE) == 0;
    all.add(new Member(name + descriptor, generated, text));
    return text;
  }
}

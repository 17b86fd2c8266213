// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The canonical form of a class or method, while it is written. */
final class CodeText {
  /** What the compiler counts up: numbers of lambdas, anonymous classes and accessors. */
  private static final Pattern COUNTED = Pattern.compile("\\$\\d+");

  private static final String PART = "#";

  private final Predicate<String> isJobs;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final List<CodePart> uses = new ArrayList<>();

  /**
   * Creates an empty text.
   *
   * @param isJobs whether a class, by its name with slashes, is the job's own
   */
  CodeText(Predicate<String> isJobs) {
    this.isJobs = isJobs;
  }

  /** Returns a name without what the compiler counts up. */
  static String stable(String name) {
    return COUNTED.matcher(name).replaceAll("\\$#");
  }

  Code code() {
    return new Code(new Digest().add(text.toByteArray()).hex(), uses);
  }

  /** Adds what another text says and uses. */
  void add(Code code) {
    bytes(code.digest().getBytes(UTF_8));
    uses.addAll(code.uses());
  }

  void say(int number) {
    text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** Adds a text; one of names and descriptors. */
  void say(String... words) {
    for (String word : words) {
      bytes(stable(word).getBytes(UTF_8));
    }
  }

  private void bytes(byte[] bytes) {
    say(bytes.length);
    text.writeBytes(bytes);
  }

  /** Adds a constant as class files hold them. */
  void constant(Object constant) {
    if (constant instanceof Type type) {
      if (type.getSort() == Type.METHOD) {
        say(type.getDescriptor());
      } else {
        use(type);
      }
    } else if (constant instanceof Handle handle) {
      handle(handle);
    } else if (constant instanceof ConstantDynamic dynamic) {
      say(dynamic.getName(), dynamic.getDescriptor());
      handle(dynamic.getBootstrapMethod());
      for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
        constant(dynamic.getBootstrapMethodArgument(i));
      }
    } else {
      // As it is: what looks like a counted name here is the user's.
      bytes(constant.getClass().getName().getBytes(UTF_8));
      bytes(constant.toString().getBytes(UTF_8));
    }
  }

  void handle(Handle handle) {
    say(handle.getTag());
    if (handle.getTag() == Opcodes.H_INVOKESTATIC) {
      useStatic(handle.getOwner(), handle.getName(), handle.getDesc());
    } else {
      use(handle.getOwner());
      useMethod(handle.getOwner(), handle.getName(), handle.getDesc());
    }
  }

  void use(Type type) {
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (element.getSort() == Type.OBJECT) {
      say(type.getDescriptor().length() - element.getDescriptor().length());
      use(element.getInternalName());
    } else {
      say(type.getDescriptor());
    }
  }

  /** Adds the mention of a class, all of whose code may run. */
  void use(String owner) {
    if (owner.startsWith("[")) {
      use(Type.getObjectType(owner));
    } else {
      use(owner, CodePart.ofClass(owner));
    }
  }

  /** Adds the mention of a static method, which runs by itself, but for the initialiser. */
  void useStatic(String owner, String name, String descriptor) {
    useMethod(owner, name, descriptor);
    useInitializer(owner);
  }

  /** Adds that a class is initialised. */
  void useInitializer(String owner) {
    if (isJobs.test(owner)) {
      uses.add(CodePart.initializer(owner));
    }
  }

  private void useMethod(String owner, String name, String descriptor) {
    say(name, descriptor);
    use(owner, CodePart.ofMethod(owner, name, descriptor));
  }

  private void use(String owner, CodePart part) {
    if (isJobs.test(owner)) {
      say(PART);
      uses.add(part);
    } else {
      say(owner);
    }
  }
}

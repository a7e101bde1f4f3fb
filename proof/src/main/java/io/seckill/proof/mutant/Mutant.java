package io.seckill.proof.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * A fault that can be planted in the product, in one method of one class.
 *
 * @param plant what it is called, what it breaks, and where
 * @param change the class that bears {@code plant}
 */
public record Mutant(Plant plant, Class<?> change) {
    /** The mutant that {@code change} describes. */
    static Mutant of(Class<?> change) {
        Plant plant = change.getAnnotation(Plant.class);
        if (plant == null) {
            throw new IllegalArgumentException(change + " plants nothing");
        }
        return new Mutant(plant, change);
    }

    /** What it is called. */
    public String name() {
        return plant.name();
    }

    /** The promise that it breaks, in one sentence. */
    public String breaks() {
        return plant.breaks();
    }

    /** The class that it changes, as it is with the fault, read from {@code product}. Fails where there is no such method. */
    byte[] planted(ClassFileLocator product) {
        TypePool.Resolution found = TypePool.Default.of(product).describe(plant.type());
        if (!found.isResolved()) {
            throw missing("the product has no class " + plant.type());
        }
        TypeDescription type = found.resolve();
        int methods = type.getDeclaredMethods().filter(named(plant.method())).size();
        if (methods != 1) {
            throw missing(plant.type() + " has " + methods + " methods " + plant.method());
        }
        return plant.insteadOf().isEmpty() ? advised(type, product) : substituted(type, product);
    }

    private byte[] advised(TypeDescription type, ClassFileLocator product) {
        return changed(type, product, Advice.to(change).on(named(plant.method())));
    }

    private byte[] substituted(TypeDescription type, ClassFileLocator product) {
        AtomicBoolean called = new AtomicBoolean();
        byte[] changed = changed(
                type,
                product,
                MemberSubstitution.relaxed()
                        .method(target -> {
                            boolean wanted = target.getName().equals(plant.insteadOf());
                            called.compareAndSet(false, wanted);
                            return wanted;
                        })
                        .replaceWith(replacement())
                        .on(named(plant.method())));
        if (!called.get()) {
            throw missing(plant.type() + '.' + plant.method() + " calls no " + plant.insteadOf());
        }
        return changed;
    }

    private static byte[] changed(
            TypeDescription type, ClassFileLocator product, AsmVisitorWrapper.ForDeclaredMethods change) {
        return new ByteBuddy().redefine(type, product).visit(change).make().getBytes();
    }

    private Method replacement() {
        List<Method> methods = Arrays.stream(change.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();
        if (methods.size() != 1) {
            throw new IllegalStateException(change + " has " + methods.size() + " public methods");
        }
        return methods.get(0);
    }

    private IllegalStateException missing(String what) {
        return new IllegalStateException("mutant " + name() + " would be harmless: " + what);
    }
}

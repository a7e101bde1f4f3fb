package io.seckill.proof.mutant;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Reaches members of the product's classes, which this module does not know when it is compiled. */
public final class Members {
    private Members() {}

    /** What {@code target} returns from its method {@code name}, declared by its class, which takes nothing. */
    public static Object call(Object target, String name) {
        try {
            Method method = target.getClass().getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(target.getClass() + "." + name, e);
        }
    }

    /** The value of the field {@code name} of {@code target}. */
    public static Object field(Object target, String name) {
        try {
            Field field = target.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(target);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(target.getClass() + "." + name, e);
        }
    }
}

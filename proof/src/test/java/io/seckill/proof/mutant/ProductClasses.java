package io.seckill.proof.mutant;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.jspecify.annotations.Nullable;

/** The classes of gateway and backend as they were compiled, with a mutant or without; the libraries are this test's. */
final class ProductClasses extends URLClassLoader {
    private static final List<Path> FOLDERS =
            List.of(Path.of("../gateway/target/classes"), Path.of("../backend/target/classes"));

    private final @Nullable Mutant mutant;

    ProductClasses(@Nullable Mutant mutant) {
        super(FOLDERS.stream().map(ProductClasses::url).toArray(URL[]::new), ProductClasses.class.getClassLoader());
        this.mutant = mutant;
    }

    private static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Where a mutant finds what it changes. */
    static ClassFileLocator locator() {
        return new ClassFileLocator.Compound(
                new ClassFileLocator.ForFolder(FOLDERS.get(0).toFile()),
                new ClassFileLocator.ForFolder(FOLDERS.get(1).toFile()),
                ClassFileLocator.ForClassLoader.of(ProductClasses.class.getClassLoader()));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (mutant == null || !name.equals(mutant.plant().type())) {
            return super.findClass(name);
        }
        byte[] planted = mutant.planted(locator());
        return defineClass(name, planted, 0, planted.length);
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

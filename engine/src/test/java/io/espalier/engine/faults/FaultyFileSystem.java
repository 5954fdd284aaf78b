package io.espalier.engine.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;

/**
 * The file system of this machine, on a {@link Disk} that may fail. Its paths look like the real
 * ones, and lead everything that {@link java.nio.file.Files} does through it.
 */
public final class FaultyFileSystem extends FileSystem {

  private final FileSystem real;
  private final FaultyProvider provider;

  private FaultyFileSystem(FileSystem real, Disk disk) {
    this.real = real;
    this.provider = new FaultyProvider(this, disk);
  }

  /** Returns a path of this machine as one on a disk. */
  public static Path on(Disk disk, Path path) {
    return new FaultyFileSystem(path.getFileSystem(), disk).wrap(path);
  }

  /** A path that hands everything on to a real one, but is of this file system. */
  Path wrap(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Path.class}, new Wrapped(path));
  }

  /** Returns the real path behind one of this file system. */
  static Path unwrap(Path path) {
    return Proxy.isProxyClass(path.getClass())
            && Proxy.getInvocationHandler(path) instanceof Wrapped wrapped
        ? wrapped.path
        : path;
  }

  private final class Wrapped implements InvocationHandler {
    private final Path path;

    Wrapped(Path path) {
      this.path = path;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return FaultyFileSystem.this;
      }
      Object[] real = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < real.length; i++) {
        real[i] = real[i] instanceof Path other ? unwrap(other) : real[i];
      }
      try {
        Object result = method.invoke(path, real);
        return result instanceof Path other ? wrap(other) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  FileSystem real() {
    return real;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}

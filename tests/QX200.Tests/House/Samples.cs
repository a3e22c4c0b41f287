// Two rooms for the rules to be tried on. One uses the other in a different manner with each type.
#pragma warning disable CS0649 // the field is there for its type

namespace QX200.Tests.House.Samples.Downstairs
{
    [AttributeUsage(AttributeTargets.Class)]
    internal class Cellar : Attribute
    {
        public static int Bottles { get; } = 3;
    }
}

namespace QX200.Tests.House.Samples.Upstairs
{
    using QX200.Tests.House.Samples.Downstairs;

    internal sealed class InAField
    {
        public Cellar[]? Below;
    }

    internal interface InASignature
    {
        void Look(ref Cellar? into);
    }

    internal sealed class AsABase : Cellar;

    [Cellar]
    internal sealed class AsAnAttribute;

    internal static class AsAConstraint
    {
        public static int Count<T>(int more)
            where T : Cellar => more;
    }

    internal static class OnlyInABody
    {
        public static int Count() => Cellar.Bottles;
    }

    internal static class OnlyInALambda
    {
        public static Func<int, int> Count => more => Cellar.Bottles + more;
    }

    internal static class OnlyAsATypeArgument
    {
        public static Type Ask() => Array.Empty<Cellar>().GetType();
    }

    internal static class OnlyInAsyncCode
    {
        public static async Task<int> Count()
        {
            await Task.Yield();
            return Cellar.Bottles;
        }
    }
}

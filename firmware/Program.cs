using System.Reflection;

Console.WriteLine($"qx200 {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}");
return 0;

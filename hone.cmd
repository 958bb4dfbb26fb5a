@echo off
rem Runs the hone command from this checkout. Builds it when the sources changed since the last build; otherwise starts at once.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0."
set "cli=%root%\artifacts\cli"

where dotnet >nul 2>nul
if errorlevel 1 (
  echo hone needs the .NET 10 SDK: install it from https://dotnet.microsoft.com/download and run this again. 1>&2
  exit /b 1
)

call :stale
if errorlevel 1 (
  call :build
  if errorlevel 1 exit /b 1
)
set /p build=<"%cli%\current"
dotnet "%cli%\%build%\Hone.Cli.dll" %*
exit /b %errorlevel%

rem Errorlevel 1 when there is no build, or a source was changed, added or removed since: robocopy compares with a copy of them.
:stale
if not exist "%cli%\current" exit /b 1
set "build="
set /p build=<"%cli%\current"
if not exist "%cli%\%build%\Hone.Cli.dll" exit /b 1
for %%F in (src handbook\topics datasets) do (
  robocopy "%root%\%%F" "%cli%\sources\%%F" /L /MIR /XD bin obj /NJH /NJS /NS /NC /NDL /NFL >nul
  if errorlevel 1 exit /b 1
)
robocopy "%root%" "%cli%\sources\root" Directory.*.props global.json /L /NJH /NJS /NS /NC /NDL /NFL >nul
if errorlevel 1 exit /b 1
exit /b 0

rem One build at a time; whoever waited finds it done.
:build
if not exist "%cli%" mkdir "%cli%"
set /a waited=0
:lock
mkdir "%cli%\lock" 2>nul && goto locked
set /a waited+=1
if %waited% geq 600 (
  echo Another build of hone did not end within ten minutes. If none is running, remove "%cli%\lock" and run this again. 1>&2
  exit /b 1
)
ping -n 2 127.0.0.1 >nul
goto lock

:locked
call :stale
if errorlevel 1 (
  call :publish
) else (
  ver >nul
)
set "outcome=%errorlevel%"
rmdir "%cli%\lock"
exit /b %outcome%

:publish
echo Building hone (only when its sources change) ... 1>&2
set "fresh=build-%random%%random%"
rem Before the build: what is saved while it runs counts as changed.
for %%F in (src handbook\topics datasets) do robocopy "%root%\%%F" "%cli%\sources\%%F" /MIR /XD bin obj /NJH /NJS /NS /NC /NDL /NFL >nul
robocopy "%root%" "%cli%\sources\root" Directory.*.props global.json /NJH /NJS /NS /NC /NDL /NFL >nul
del "%cli%\current" 2>nul
dotnet publish "%root%\src\Hone.Cli\Hone.Cli.csproj" -c Release -o "%cli%\%fresh%" -p:RunAnalyzers=false -v quiet -nologo >"%cli%\build.log" 2>&1
if errorlevel 1 (
  type "%cli%\build.log" 1>&2
  rmdir /s /q "%cli%\%fresh%" 2>nul
  echo hone could not be built; the messages are above. 1>&2
  exit /b 1
)
rem Older builds go, but for those that a running command still holds.
for /d %%D in ("%cli%\build-*") do if not "%%~nxD"=="%fresh%" rmdir /s /q "%%D" 2>nul
>"%cli%\current" echo %fresh%
exit /b 0

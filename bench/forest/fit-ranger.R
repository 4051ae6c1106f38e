# ranger's side of the peers' bench (Debian: r-cran-ranger r-cran-jsonlite). Takes a job as fit-job.ts has it;
# {"version": true} answers with the version.
suppressMessages({library(jsonlite); library(ranger)})
job <- fromJSON(commandArgs(trailingOnly = TRUE)[1])
if (isTRUE(job$version)) {
  cat(toJSON(as.character(packageVersion("ranger")), auto_unbox = TRUE), "\n")
  quit()
}
sizes <- fromJSON(paste0(job$file, ".json"))
numbers <- readBin(job$file, "double", sizes$rows * (sizes$features + 1), endian = "little")
columns <- matrix(numbers, nrow = sizes$rows)
n <- job$trainRows
x <- columns[, 1:sizes$features, drop = FALSE]
colnames(x) <- paste0("f", seq_len(sizes$features))
y <- columns[, sizes$features + 1]
isRegression <- sizes$classes == 0
if (!isRegression) y <- factor(y)
start <- proc.time()[["elapsed"]]
mtry <- if (isRegression) sizes$features else floor(sqrt(sizes$features))
least <- 1
model <- ranger(verbose = FALSE, x = x[1:n, , drop = FALSE], y = y[1:n], num.trees = job$trees, max.depth = job$maxDepth, mtry = mtry,
  min.node.size = least, num.threads = job$threads, seed = job$seed + 1, oob.error = FALSE)
fitted <- proc.time()[["elapsed"]]
held <- (n + 1):sizes$rows
predicted <- predict(model, x[held, , drop = FALSE], num.threads = job$threads, verbose = FALSE)$predictions
end <- proc.time()[["elapsed"]]
truth <- y[held]
score <- if (isRegression) 1 - sum((truth - predicted)^2) / sum((truth - mean(truth))^2) else {
  present <- levels(droplevels(truth))
  mean(sapply(present, function(c) mean(predicted[truth == c] == c)))
}
cat(toJSON(list(fitSeconds = fitted - start, predictSeconds = end - fitted, score = score), auto_unbox = TRUE, digits = NA), "\n")

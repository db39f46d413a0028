"""Fits the peers on the folder that data.mjs wrote and prints one JSON object a line; a peer that is not installed says so."""
import json
import sys
import time

import numpy as np

folder, wanted, repeats = sys.argv[1], sys.argv[2].split(","), int(sys.argv[3])
about = json.load(open(f"{folder}/set.json"))
n_features = len(about["kinds"])
load = lambda name: (
    np.fromfile(f"{folder}/{name}.f64").reshape(-1, n_features),
    np.fromfile(f"{folder}/{name}.u8", np.uint8),
)
(x, y), (x_test, y_test) = load("train"), load("test")


def report(engine, version, fit, score):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        model = fit()
        seconds.append(time.perf_counter() - start)
    scores = score(model)
    from sklearn.metrics import average_precision_score, roc_auc_score

    print(json.dumps({"engine": f"{engine} {version}", "seconds": sorted(seconds)[len(seconds) // 2],
                      "auc": roc_auc_score(y_test, scores), "averagePrecision": average_precision_score(y_test, scores)}), flush=True)


def scikit_learn():
    import sklearn
    from sklearn.ensemble import RandomForestClassifier

    make = lambda: RandomForestClassifier(about["nEstimators"], max_depth=about["maxDepth"], min_samples_split=about["minSamplesSplit"],
                                          n_jobs=about["threads"], random_state=about["seed"])
    try:
        report("scikit-learn", sklearn.__version__, lambda: make().fit(x, y), lambda m: m.predict_proba(x_test)[:, 1])
    except ValueError as error:  # before 1.4 it takes no NaN
        if "NaN" not in str(error):
            raise
        fill = np.nanmedian(x, axis=0)
        full, full_test = np.where(np.isnan(x), fill, x), np.where(np.isnan(x_test), fill, x_test)
        report("scikit-learn", sklearn.__version__, lambda: make().fit(full, y), lambda m: m.predict_proba(full_test)[:, 1])


def lightgbm():
    import lightgbm as lgb

    parameters = dict(objective="binary", boosting="rf", bagging_freq=1, bagging_fraction=0.632, feature_fraction_bynode=int(n_features**0.5) / n_features,
                      max_depth=about["maxDepth"], num_leaves=min(2 ** about["maxDepth"] - 1, 131071), min_data_in_leaf=1, min_sum_hessian_in_leaf=0,
                      num_threads=about["threads"], seed=about["seed"], verbose=-1)
    categorical = [i for i, kind in enumerate(about["kinds"]) if kind == "categorical"]
    fit = lambda: lgb.train(parameters, lgb.Dataset(x, y, categorical_feature=categorical), about["nEstimators"])
    report("LightGBM rf", lgb.__version__, fit, lambda m: m.predict(x_test))


for name, run in {"scikit-learn": scikit_learn, "lightgbm": lightgbm}.items():
    if name in wanted:
        try:
            run()
        except ImportError as error:
            print(json.dumps({"engine": name, "absent": str(error)}), flush=True)

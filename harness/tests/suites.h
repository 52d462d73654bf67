/* SPDX-License-Identifier: MIT */
/* One array of tests per source file, ended by CU_TEST_INFO_NULL; main.c lists them.
 */
#ifndef ASSAY_TESTS_SUITES_H
#define ASSAY_TESTS_SUITES_H

#include <stdio.h>

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

extern CU_TestInfo attack_tests[];
extern CU_TestInfo bad_files_tests[];
extern CU_TestInfo base_words_tests[];
extern CU_TestInfo glossary_tests[];
extern CU_TestInfo growth_tests[];
extern CU_TestInfo heap_tests[];
extern CU_TestInfo soak_tests[];
extern CU_TestInfo stub_request_tests[];
extern CU_TestInfo capabilities_tests[];
extern CU_TestInfo cases_tests[];
extern CU_TestInfo check_tests[];
extern CU_TestInfo complaints_tests[];
extern CU_TestInfo engine_tests[];
extern CU_TestInfo file_tests[];
extern CU_TestInfo histogram_tests[];
extern CU_TestInfo awake_tests[];
extern CU_TestInfo change_tests[];
extern CU_TestInfo jq_tests[];
extern CU_TestInfo json_tests[];
extern CU_TestInfo junit_tests[];
extern CU_TestInfo markdown_tests[];
extern CU_TestInfo html_tests[];
extern CU_TestInfo percentiles_tests[];
extern CU_TestInfo judge_tests[];
extern CU_TestInfo load_tests[];
extern CU_TestInfo memory_tests[];
extern CU_TestInfo octets_tests[];
extern CU_TestInfo hunt_tests[];
extern CU_TestInfo mutation_tests[];
extern CU_TestInfo outcomes_tests[];
extern CU_TestInfo probes_tests[];
extern CU_TestInfo process_tests[];
extern CU_TestInfo profile_tests[];
extern CU_TestInfo quantity_tests[];
extern CU_TestInfo reply_tests[];
extern CU_TestInfo report_tests[];
extern CU_TestInfo requirements_tests[];
extern CU_TestInfo scope_tests[];
extern CU_TestInfo utf8_tests[];
extern CU_TestInfo turns_tests[];
extern CU_TestInfo valgrind_tests[];
extern CU_TestInfo variables_tests[];
extern CU_TestInfo wire_tests[];
extern CU_TestInfo words_tests[];
extern CU_TestInfo yaml_tests[];
extern CU_TestInfo annotations_tests[];
extern CU_TestInfo ctrf_tests[];
extern CU_TestInfo past_result_tests[];
extern CU_TestInfo tap_tests[];

#endif
